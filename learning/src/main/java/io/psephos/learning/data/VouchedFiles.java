package io.psephos.learning.data;

import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files of a set's folder, each checked by SHA-256 before it is read, where there are sums. */
final class VouchedFiles {
    private static final int PIECE = 1 << 16;

    private final Path folder;
    private final Checksums known;
    private final List<SumsFile> sums;

    /**
     * The files of the set of that name.
     *
     * @param directory the folder of all sets, or the set's own
     */
    VouchedFiles(String name, Path folder, Path directory) {
        this.folder = folder;
        this.known = Checksums.known(name);
        List<SumsFile> all = new ArrayList<>(SumsFile.in(folder));
        if (!directory.equals(folder)) {
            all.addAll(SumsFile.above(directory, folder));
        }
        this.sums = List.copyOf(all);
    }

    Path folder() {
        return folder;
    }

    /**
     * The file of that name, with {@code .gz} where there is such a one.
     *
     * @throws DataFileException when there is none, or it has another sum
     */
    Path file(String name) {
        Path zipped = folder.resolve(name + ".gz");
        Path file = Files.isRegularFile(zipped) ? zipped : folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new DataFileException(file.toString(), "is missing, and so is the same name with .gz");
        }
        if (!sums.isEmpty() || !known.byFile().isEmpty()) {
            check(file, sum(file));
        }
        return file;
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

    private static String sum(Path file) {
        MessageDigest digest = Sha256.start();
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        } catch (IOException e) {
            throw new DataFileException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
