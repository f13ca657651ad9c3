package io.psephos.learning.data;

import io.psephos.protocol.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A folder with the four files of MNIST, those held out named {@code t10k} or {@code test}, each with or without
 * {@code .gz}, checked by SHA-256 before it is read.
 */
final class MnistFolder {
    private static final int CLASSES = 10;
    private static final String TRAINING_IMAGES = "train-images-idx3-ubyte";

    private final String name;
    private final Path folder;
    private final Checksums known;
    private final List<SumsFile> sums;

    /** @param directory the folder of all sets, or the set's own */
    MnistFolder(String name, Path folder, Path directory) {
        this.name = name;
        this.folder = folder;
        this.known = Checksums.known(name);
        List<SumsFile> all = new ArrayList<>(SumsFile.in(folder));
        if (!directory.equals(folder)) {
            all.addAll(SumsFile.above(directory, folder));
        }
        this.sums = List.copyOf(all);
    }

    /** Whether the folder holds such a set. */
    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(TRAINING_IMAGES))
                || Files.isRegularFile(folder.resolve(TRAINING_IMAGES + ".gz"));
    }

    DataSet load() {
        String heldOut = exists("test-images-idx3-ubyte") ? "test" : "t10k";
        IdxArray labels = read("train-labels-idx1-ubyte");
        IdxFiles.Scale scale = new IdxFiles.Scale(folder.toString(), 255, classes(labels));
        return new DataSet(
                name,
                IdxFiles.examples(read(TRAINING_IMAGES), labels, scale),
                IdxFiles.examples(read(heldOut + "-images-idx3-ubyte"), read(heldOut + "-labels-idx1-ubyte"), scale));
    }

    private boolean exists(String stem) {
        return Files.isRegularFile(folder.resolve(stem)) || Files.isRegularFile(folder.resolve(stem + ".gz"));
    }

    /** The number of classes: ten, or as many as the training labels have. */
    private static int classes(IdxArray labels) {
        int classes = CLASSES;
        for (byte label : labels.values()) {
            classes = Math.max(classes, (label & 0xff) + 1);
        }
        return classes;
    }

    private IdxArray read(String stem) {
        Path zipped = folder.resolve(stem + ".gz");
        Path file = Files.isRegularFile(zipped) ? zipped : folder.resolve(stem);
        byte[] bytes = bytes(file);
        check(file, HexFormat.of().formatHex(Sha256.of(bytes)));
        return IdxFiles.read(new ByteArrayInputStream(bytes), file.toString());
    }

    /** Where there are sums, a file without one could be damaged as well. */
    private void check(Path file, String sum) {
        boolean vouched = known.check(file, sum);
        for (SumsFile beside : sums) {
            vouched |= beside.check(file, sum);
        }
        if (!vouched && !sums.isEmpty()) {
            throw new DataFileException(
                    file.toString(),
                    "has no line in " + sums.get(0).path() + "; add one with sha256sum, or take that file away");
        }
    }

    private static byte[] bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataFileException(file.toString(), "is missing, and so is the same name with .gz");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataFileException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }
}
