package io.psephos.server.storage;

import io.psephos.coordinator.journal.JournalException;
import io.psephos.server.security.OwnerOnly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only files beside a database that hold values too large for its rows. The rows say where; a file without
 * such a row, and bytes after the last one that a row speaks of, belong to no commit. A segment is written by one commit,
 * or by those of one round, and dropped whole. Safe for many threads, and, unlike channels, for interrupted ones.
 */
final class SegmentFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFiles.class);

    private final Path folder;
    private final Map<String, Segment> open = new ConcurrentHashMap<>();
    private final AtomicLong last;

    private SegmentFiles(Path folder, long last) {
        this.folder = folder;
        this.last = new AtomicLong(last);
    }

    /** Opens the files of a folder, which is created where it is missing. */
    static SegmentFiles in(Path folder) {
        try {
            OwnerOnly.createFolder(folder);
            try (Stream<Path> files = Files.list(folder)) {
                return new SegmentFiles(
                        folder, files.mapToLong(SegmentFiles::number).max().orElse(0));
            }
        } catch (IOException e) {
            throw failed("cannot be opened", folder.toString(), e);
        }
    }

    /** The number at the end of a segment's name. */
    private static long number(Path file) {
        String name = file.getFileName().toString();
        String digits = name.substring(name.lastIndexOf('.') + 1);
        return digits.chars().allMatch(Character::isDigit) && !digits.isEmpty() && digits.length() < 19
                ? Long.parseLong(digits)
                : 0;
    }

    /** A name that no segment has yet. */
    String fresh(String prefix) {
        return prefix + last.incrementAndGet();
    }

    /**
     * Appends the value; it is durable once the segment was forced.
     *
     * @throws UncheckedIOException when it cannot be written, as to a full disk
     */
    Place append(String segment, byte[] value) {
        return open.computeIfAbsent(segment, this::segment).append(value);
    }

    private Segment segment(String name) {
        return new Segment(name, path(name));
    }

    /**
     * Forces what was appended to the disk.
     *
     * @throws UncheckedIOException when that fails
     */
    void force(String segment) {
        Segment file = open.get(segment);
        if (file != null) {
            file.force();
        }
    }

    /** Closes the segment's file, which can still be read and appended to. */
    void release(String segment) {
        Segment file = open.remove(segment);
        if (file != null) {
            file.close();
        }
    }

    /**
     * Reads a value.
     *
     * @throws JournalException when it is no longer what was written, or cannot be read
     */
    byte[] read(Place place) {
        byte[] value = new byte[place.length()];
        try (RandomAccessFile file = new RandomAccessFile(path(place.segment()).toFile(), "r")) {
            if (file.length() >= place.end()) {
                file.seek(place.start());
                file.readFully(value);
                if (place.holds(value)) {
                    return value;
                }
            }
        } catch (IOException e) {
            throw failed("cannot be read", place.toString(), e);
        }
        throw failed("is damaged", place.toString(), new IOException("its bytes are not those that were written"));
    }

    /** Deletes the segment and all values in it; one that cannot be deleted is left to the next {@link #keepOnly}. */
    void drop(String segment) {
        try {
            release(segment);
            Files.deleteIfExists(path(segment));
        } catch (IOException | JournalException e) {
            LOG.warn(
                    "Segment {} takes room until the next start, as it cannot be deleted: {}", segment, e.getMessage());
        }
    }

    /** Deletes every segment whose name begins with the prefix. */
    void dropAll(String prefix) {
        names(name -> name.startsWith(prefix)).forEach(this::drop);
    }

    /** Deletes all other segments, and the bytes of these after their end. */
    void keepOnly(Map<String, Long> ends) {
        names(name -> !ends.containsKey(name)).forEach(this::drop);
        ends.forEach(this::cut);
    }

    private void cut(String name, long end) {
        if (!Files.exists(path(name))) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path(name).toFile(), "rw")) {
            if (file.length() > end) {
                file.setLength(end);
            }
        } catch (IOException e) {
            throw failed("cannot be cut", name, e);
        }
    }

    private List<String> names(Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(wanted)
                    .toList();
        } catch (IOException e) {
            throw failed("cannot be listed", folder.toString(), e);
        }
    }

    private Path path(String segment) {
        return folder.resolve(segment);
    }

    private static UncheckedIOException unwritten(String name, IOException cause) {
        return new UncheckedIOException("segment " + name + " cannot be written: " + cause.getMessage(), cause);
    }

    private static JournalException failed(String what, String name, IOException cause) {
        return new JournalException("segment " + name + " " + what + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::release);
    }

    /** A file that is appended to. */
    private static final class Segment {
        private final String name;
        private final RandomAccessFile file;
        private long end;

        Segment(String name, Path path) {
            this.name = name;
            try {
                OwnerOnly.createFile(path);
                this.file = new RandomAccessFile(path.toFile(), "rw");
                this.end = file.length();
            } catch (IOException e) {
                throw unwritten(name, e);
            }
        }

        /** What fails half-way is written over by the next value; what a commit may speak of never is. */
        synchronized Place append(byte[] value) {
            try {
                file.seek(end);
                file.write(value);
            } catch (IOException e) {
                throw unwritten(name, e);
            }
            Place place = Place.of(name, end, value);
            end += value.length;
            return place;
        }

        void force() {
            try {
                file.getFD().sync();
            } catch (IOException e) {
                throw unwritten(name, e);
            }
        }

        synchronized void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw failed("cannot be closed", name, e);
            }
        }
    }
}
