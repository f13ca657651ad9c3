package io.psephos.simulation.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** The lock of a file, which no two processes hold, nor two users in one of them; it ends with its channel. */
public final class OneWriter {
    private OneWriter() {}

    /**
     * Locks the file; where that is not possible, the channel is closed.
     *
     * @param path of the channel, for messages
     * @throws IllegalStateException while another run holds the lock
     */
    public static void lock(FileChannel file, Path path) throws IOException {
        if (!isLocked(file)) {
            file.close();
            throw new IllegalStateException("another run writes to " + path);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
