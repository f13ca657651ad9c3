package io.psephos.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The disk of all embedded databases of this process whose folder has a name, on which writes fail, hang, or find the
 * file taken, as long as a test wants it so. It stands in the place of H2's {@code async:} files.
 */
public final class FailingDisk implements AutoCloseable {
    private static volatile @Nullable FailingDisk current;

    static {
        FilePath.register(new Path());
    }

    private final String folder;
    private volatile boolean isFull;
    private volatile boolean isTaken;
    private volatile @Nullable CountDownLatch stuck;
    private final AtomicInteger left = new AtomicInteger();
    private final Semaphore stopped = new Semaphore(0);

    private FailingDisk(String folder) {
        this.folder = folder;
    }

    /** A disk for the databases in folders of this name, to be opened after this call; at most one at a time. */
    public static FailingDisk of(java.nio.file.Path folder) {
        FailingDisk disk = new FailingDisk(folder.toAbsolutePath().toString());
        current = disk;
        return disk;
    }

    /** Lets every write fail. */
    public void fill() {
        isFull = true;
    }

    /** Lets the write of this number fail, counted from 1 and from now on, and all after it. */
    public void fillAt(int write) {
        left.set(write - 1);
        isFull = true;
    }

    public void free() {
        isFull = false;
        left.set(0);
    }

    /** Lets files that are opened from now on be locked by somebody else. */
    public void take() {
        isTaken = true;
    }

    /** Lets every write wait. */
    public void stick() {
        stuck = new CountDownLatch(1);
    }

    /** Waits until a write waits. */
    public void awaitStuck() throws InterruptedException {
        stopped.acquire();
    }

    @Override
    public void close() {
        free();
        isTaken = false;
        CountDownLatch waiting = stuck;
        stuck = null;
        if (waiting != null) {
            waiting.countDown();
        }
        current = null;
    }

    private void write() throws IOException {
        CountDownLatch wait = stuck;
        if (wait != null) {
            stopped.release();
            try {
                wait.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        if (isFull && left.getAndDecrement() <= 0) {
            throw new IOException("No space left on device");
        }
    }

    private static @Nullable FailingDisk over(String file) {
        FailingDisk disk = current;
        return disk != null && file.contains(disk.folder) ? disk : null;
    }

    /** A path to plain files, as H2 takes it from a URL. */
    public static final class Path extends FilePathWrapper {
        @Override
        public String getScheme() {
            return "async";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new File(toString(), getBase().open(mode));
        }
    }

    /** An open file. */
    private static final class File extends FileBaseDefault {
        private final String name;
        private final FileChannel real;

        File(String name, FileChannel real) {
            this.name = name;
            this.real = real;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            FailingDisk disk = over(name);
            if (disk != null) {
                disk.write();
            }
            return real.write(source, position);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            real.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            FailingDisk disk = over(name);
            return disk != null && disk.isTaken ? null : real.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
