package io.psephos.simulation.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A file that is there whole or not at all, whenever the process or the machine ends. */
public final class DurableFile {
    /** The end of the name of a file that is not complete yet. */
    public static final String PART = ".part";

    private DurableFile() {}

    /**
     * Writes the file, over an older one. Interrupts do not end it; of a failure nothing stays behind.
     *
     * @param path its folder exists, and has one writer
     */
    public static void write(Path path, byte[] content) throws IOException {
        Path part = path.resolveSibling(path.getFileName() + PART);
        try {
            // A channel would be closed by an interrupt, a stream is not.
            try (FileOutputStream out = new FileOutputStream(part.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            delete(part, e);
            throw e;
        }
        force(Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file stands in a folder"));
    }

    private static void delete(Path part, IOException cause) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void force(Path folder) {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Some platforms cannot open a folder; there its entries are durable by themselves. Nor does it matter to a
            // run that is being interrupted: the file has its name, and the system goes on.
        }
    }
}
