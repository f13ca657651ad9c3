package io.psephos.protocol.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The kinds of files that are mistaken for others, by how they begin. */
public final class FileSignatures {
    private static final int LOOKED_AT = 4096;
    private static final Map<String, String> BY_BEGINNING = new LinkedHashMap<>();

    static {
        BY_BEGINNING.put("894844460d0a1a0a", "HDF5, as Keras and others write it (.h5)");
        BY_BEGINNING.put("934e554d5059", "a NumPy array (.npy)");
        BY_BEGINNING.put("1f8b", "compressed by gzip");
        BY_BEGINNING.put("28b52ffd", "compressed by Zstandard");
        BY_BEGINNING.put("fd377a585a00", "compressed by xz");
        BY_BEGINNING.put("425a68", "compressed by bzip2");
        BY_BEGINNING.put("377abcaf271c", "a 7z archive");
        BY_BEGINNING.put("47475546", "a GGUF model");
        BY_BEGINNING.put("80028a0a6cfc9c46", "a PyTorch checkpoint in its old form (.pt, .pth: a pickle)");
        for (int version = 2; version <= 5; version++) {
            BY_BEGINNING.put("800" + version, "a Python pickle, as PyTorch and scikit-learn write it (.pt, .pkl)");
        }
        BY_BEGINNING.put("080112", "a TensorFlow model (.pb)");
        BY_BEGINNING.put("50535048", "an update frame");
    }

    private FileSignatures() {}

    /** What the file is; empty where its beginning does not tell. */
    public static Optional<String> of(byte[] file) {
        if (file.length == 0) {
            return Optional.of("empty");
        }
        if (begins(file, "504b0304") || begins(file, "504b0506")) {
            return Optional.of(archive(file));
        }
        String beginning = HexFormat.of().formatHex(file, 0, Math.min(file.length, 16));
        for (Map.Entry<String, String> known : BY_BEGINNING.entrySet()) {
            if (beginning.startsWith(known.getKey())) {
                return Optional.of(known.getValue());
            }
        }
        if (isAt(file, 4, "TFL3")) {
            return Optional.of("a TensorFlow Lite model (.tflite)");
        }
        if (isAt(file, 257, "ustar")) {
            return Optional.of("a tar archive");
        }
        return isOnnx(file) ? Optional.of("an ONNX model (.onnx)") : text(file);
    }

    private static String archive(byte[] file) {
        if (holds(file, "data.pkl")) {
            return "a PyTorch checkpoint (.pt, .pth: a zip archive with a pickle)";
        }
        return holds(file, ".npy")
                ? "NumPy arrays (.npz: a zip archive)"
                : holds(file, "weights.h5") ? "a Keras model (.keras: a zip archive)" : "a zip archive";
    }

    /** A version of the format, then a field with the producer or the graph. */
    private static boolean isOnnx(byte[] file) {
        return file.length > 2
                && file[0] == 0x08
                && file[1] > 0
                && file[1] < 0x20
                && (file[2] == 0x12 || file[2] == 0x1a || file[2] == 0x22 || file[2] == 0x3a);
    }

    private static Optional<String> text(byte[] file) {
        String beginning = new String(file, 0, Math.min(file.length, 512), StandardCharsets.ISO_8859_1);
        if (beginning.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f')) {
            return Optional.empty();
        }
        String start = beginning.startsWith("ï»¿") ? beginning.substring(3) : beginning.stripLeading();
        if (start.startsWith("version https://git-lfs")) {
            return Optional.of("a pointer of Git LFS in place of the file (git lfs pull fetches it)");
        }
        return Optional.of(
                start.startsWith("{") || start.startsWith("[")
                        ? "JSON text"
                        : start.startsWith("<") ? "a page of HTML or XML" : "text");
    }

    private static boolean begins(byte[] file, String hex) {
        byte[] wanted = HexFormat.of().parseHex(hex);
        return file.length >= wanted.length && Arrays.equals(file, 0, wanted.length, wanted, 0, wanted.length);
    }

    private static boolean isAt(byte[] file, int offset, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        int end = offset + wanted.length;
        return file.length >= end && Arrays.equals(file, offset, end, wanted, 0, wanted.length);
    }

    /** Whether a name stands in the first entries of an archive, or in the directory at its end. */
    private static boolean holds(byte[] file, String name) {
        int tail = Math.max(0, file.length - LOOKED_AT);
        return new String(file, 0, Math.min(file.length, LOOKED_AT), StandardCharsets.ISO_8859_1).contains(name)
                || new String(file, tail, file.length - tail, StandardCharsets.ISO_8859_1).contains(name);
    }
}
