package io.psephos.learning.format;

import io.psephos.protocol.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's arrays by name in a zip archive (.npz), compressed or not. */
public final class NpzFile {
    private static final String SUFFIX = ".npy";

    private final Path path;

    public NpzFile(Path path) {
        this.path = path;
    }

    /**
     * The names of the arrays, sorted.
     *
     * @throws DataFileException when the file is no such archive
     */
    public List<String> names() {
        try (ZipFile zip = open()) {
            return Collections.list(zip.entries()).stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> Text.printable(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /**
     * Reads an array; empty where none has the name.
     *
     * @throws DataFileException naming array and fault when it cannot be read
     */
    public Optional<FileArray> read(String name) {
        try (ZipFile zip = open()) {
            ZipEntry entry = zip.getEntry(name + SUFFIX);
            if (entry == null) {
                return Optional.empty();
            }
            try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
                FileArray array = NpyFiles.read(in, path + ", array " + name);
                if (in.getChecksum().getValue() != entry.getCrc()) {
                    throw new DataFileException(path + ", array " + name, "is damaged: its checksum is another");
                }
                return Optional.of(array);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw fault(e);
        }
    }

    private ZipFile open() throws IOException {
        return new ZipFile(path.toFile());
    }

    private DataFileException fault(Exception e) {
        return new DataFileException(path.toString(), "is no whole .npz: " + e.getMessage(), e);
    }
}
