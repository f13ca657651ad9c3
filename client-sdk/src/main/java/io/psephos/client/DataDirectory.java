package io.psephos.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The client's data directory: files that are replaced atomically and that only their owner may access. */
final class DataDirectory implements Closeable {
    private static final String TEMPORARY = ".tmp";
    private static final Set<StandardOpenOption> OVERWRITE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws PsephosClientException when another client has locked the directory, or it cannot be used */
    static DataDirectory open(Path path) {
        try {
            Files.createDirectories(path, permissions("rwx------"));
            DataDirectory directory = new DataDirectory(path, locked(path.resolve("client.lock")));
            directory.sweep();
            return directory;
        } catch (IOException e) {
            throw failed("cannot use data directory " + path, e);
        }
    }

    /** Returns a subdirectory under the same lock. */
    DataDirectory within(String name) {
        try {
            Path child = Files.createDirectories(path.resolve(name), permissions("rwx------"));
            DataDirectory directory = new DataDirectory(child, lock);
            directory.sweep();
            return directory;
        } catch (IOException e) {
            throw failed("cannot use data directory " + path.resolve(name), e);
        }
    }

    Optional<byte[]> read(String name) {
        Path file = path.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw failed("cannot read " + file, e);
        }
    }

    boolean has(String name) {
        return Files.exists(path.resolve(name));
    }

    /** Replaces the file atomically: a crash leaves the old content or the new. */
    void store(String name, byte[] content) {
        prepare(name, content);
        publish(List.of(name));
    }

    /** Writes content to a temporary file for {@link #publish}. */
    void prepare(String name, byte[] content) {
        Path temporary = path.resolve(name + TEMPORARY);
        try (FileChannel channel = FileChannel.open(temporary, OVERWRITE, permissions("rw-------"))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            throw failed("cannot write " + temporary, e);
        }
    }

    /** Moves prepared files to their names, in this order, durably. */
    void publish(List<String> names) {
        try {
            for (String name : names) {
                Files.move(
                        path.resolve(name + TEMPORARY),
                        path.resolve(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw failed("cannot rename into " + path, e);
        }
        force();
    }

    /** Renames a file over another one, durably. */
    void replace(String name, String replaced) {
        try {
            Files.move(
                    path.resolve(name),
                    path.resolve(replaced),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("cannot rename " + path.resolve(name), e);
        }
        force();
    }

    /** Deletes all files. */
    void clear() {
        names("").forEach(this::delete);
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw failed("cannot delete " + path.resolve(name), e);
        }
    }

    /** Returns the names of files with the suffix, oldest first. */
    List<String> names(String suffix) {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted(Comparator.comparingLong(DataDirectory::age).thenComparing(Path::getFileName))
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw failed("cannot list " + path, e);
        }
    }

    /** Returns when a file was last stored; the maximum instant if it does not exist. */
    Instant lastWritten(String name) {
        return Instant.ofEpochMilli(age(path.resolve(name)));
    }

    /** @throws PsephosClientException when anybody but the owner may touch the file */
    void requireOwnerOnly(String name) {
        if (!isPosix()) {
            return;
        }
        Path file = path.resolve(name);
        try {
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
            if (!PosixFilePermissions.fromString("rwx------").containsAll(granted)) {
                throw new PsephosClientException(file + " must be open to its owner only (mode 0600), was "
                        + PosixFilePermissions.toString(granted));
            }
        } catch (IOException e) {
            throw failed("cannot read the permissions of " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw failed("cannot unlock " + path, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void sweep() {
        names(TEMPORARY).forEach(this::delete);
    }

    private void force() {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (ClosedByInterruptException e) {
            throw new CancelledException();
        } catch (IOException e) {
            // Some platforms cannot open a directory; there its entries are durable by themselves.
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, OVERWRITE, permissions("rw-------"));
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another client of this very process holds it.
        }
        channel.close();
        throw new PsephosClientException("another client uses data directory " + file.getParent());
    }

    private static long age(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static FileAttribute<?>[] permissions(String text) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static RuntimeException failed(String what, IOException cause) {
        return cause instanceof ClosedByInterruptException
                ? new CancelledException()
                : new PsephosClientException(what + ": " + cause.getMessage(), cause);
    }
}
