package io.psephos.learning.format;

import io.psephos.learning.format.ElementType.Kind;
import io.psephos.protocol.Text;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reader of NumPy's arrays (.npy, versions 1 to 3): numbers of any size and byte order, booleans and text, in C order or
 * in Fortran's. Pickled objects are refused, and so are arrays with named fields.
 */
public final class NpyFiles {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 16;
    private static final int MAX_DIMENSIONS = 32;
    private static final int MAX_CHARACTERS = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr': *'([<>|=]?)([a-zA-Z])(\\d{0,6})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([\\d, L]*)\\)");

    private NpyFiles() {}

    /**
     * Reads a file to its end, gzipped or not.
     *
     * @param name what the file is called in an exception
     * @throws DataFileException naming the fault when it is not exactly one such array
     */
    public static FileArray read(InputStream file, String name) {
        try (DataInputStream in = new DataInputStream(Streams.unzipped(file))) {
            Optional<String> kind = Streams.kind(in);
            if (!Arrays.equals(MAGIC, in.readNBytes(MAGIC.length))) {
                throw new DataFileException(
                        name,
                        "is no NumPy array"
                                + kind.map(other -> ", it is " + other).orElse(""));
            }
            String header = header(in, name);
            ElementType type = type(header, name);
            int[] shape = shape(header, name);
            byte[] values = Streams.array(in, name, shape, Memory.ofArray(name, shape, type.size()));
            boolean isColumnMajor =
                    shape.length > 1 && find(ORDER, header, name).group(1).equals("True");
            return new FileArray(
                    name, shape, type, FileArray.buffer(values, isLittleEndian(header, name)), isColumnMajor);
        } catch (EOFException e) {
            throw new DataFileException(name, "is cut short in its header", e);
        } catch (IOException e) {
            throw new DataFileException(name, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static String header(DataInputStream in, String name) throws IOException {
        int version = in.readUnsignedByte();
        in.readUnsignedByte();
        if (version < 1 || version > 3) {
            throw new DataFileException(name, "must be of version 1 to 3 of .npy, is of " + version);
        }
        int length = version == 1
                ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                : Integer.reverseBytes(in.readInt());
        if (length < 0 || length > MAX_HEADER) {
            throw new DataFileException(
                    name,
                    "must have a header of at most " + MAX_HEADER + " bytes, has one of "
                            + Integer.toUnsignedString(length));
        }
        byte[] header = new byte[length];
        in.readFully(header);
        return new String(header, StandardCharsets.UTF_8);
    }

    private static boolean isLittleEndian(String header, String name) {
        return !find(DESCR, header, name).group(1).equals(">");
    }

    private static ElementType type(String header, String name) {
        if (header.contains("'descr': [")) {
            throw new DataFileException(name, "has named fields; save a plain array of numbers");
        }
        Matcher descr = find(DESCR, header, name);
        String letter = descr.group(2);
        int size = descr.group(3).isEmpty() ? 0 : Integer.parseInt(descr.group(3));
        if (letter.equals("O")) {
            throw new DataFileException(
                    name,
                    "holds Python objects (a pickle), which are never read; save numbers, or text by .astype(str)");
        }
        ElementType type = switch (letter + (letter.matches("[US]") ? "" : size)) {
            case "b1" -> new ElementType(Kind.BOOLEAN, 1);
            case "u1" -> ElementType.UNSIGNED_BYTE;
            case "u2", "u4", "u8" -> new ElementType(Kind.UNSIGNED, size);
            case "i1", "i2", "i4", "i8" -> new ElementType(Kind.SIGNED, size);
            case "f2", "f4", "f8" -> new ElementType(Kind.FLOAT, size);
            case "U" -> new ElementType(Kind.UNICODE, Math.multiplyExact(Integer.BYTES, size));
            case "S" -> new ElementType(Kind.LATIN, size);
            default -> throw other(name, letter + size);
        };
        if (type.isText() && (size < 1 || size > MAX_CHARACTERS)) {
            throw other(name, letter + size);
        }
        return type;
    }

    private static DataFileException other(String name, String type) {
        return new DataFileException(
                name,
                "must hold numbers (bool, u1 to u8, i1 to i8, f2, f4 or f8) or text (U, S), holds "
                        + Text.printable(type));
    }

    private static int[] shape(String header, String name) {
        String[] dimensions =
                find(SHAPE, header, name).group(1).replace("L", "").split("[, ]+");
        if (dimensions.length == 1 && dimensions[0].isEmpty()) {
            throw new DataFileException(name, "is a single number, and must be an array with a row for each example");
        }
        if (dimensions.length > MAX_DIMENSIONS) {
            throw new DataFileException(name, "has " + dimensions.length + " dimensions");
        }
        int[] shape = new int[dimensions.length];
        for (int i = 0; i < shape.length; i++) {
            try {
                shape[i] = Integer.parseInt(dimensions[i]);
            } catch (NumberFormatException e) {
                throw new DataFileException(
                        name, "has impossible dimensions " + Text.printable(String.join(" x ", dimensions)), e);
            }
        }
        return shape;
    }

    private static Matcher find(Pattern pattern, String header, String name) {
        Matcher found = pattern.matcher(header);
        if (!found.find()) {
            throw new DataFileException(
                    name,
                    "has a header without "
                            + pattern.pattern().substring(1, pattern.pattern().indexOf("':")) + ", had "
                            + Text.printable(header.strip()));
        }
        return found;
    }
}
