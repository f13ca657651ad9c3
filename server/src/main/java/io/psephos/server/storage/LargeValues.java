package io.psephos.server.storage;

import io.psephos.protocol.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store of values that may be too large for the rows of a database: frames, parameters, what jobs remember. A column
 * {@code x} has the value itself, or {@code x_place} says where it lies.
 */
final class LargeValues implements AutoCloseable {
    /** Most bytes of a value in its row: a file and its force cost more than a row of so many. */
    static final int MOST_IN_ROW = 4096;

    private static final String PLACE = "_place";

    private final @Nullable SegmentFiles files;
    private final int mostInRow;

    private LargeValues(@Nullable SegmentFiles files, int mostInRow) {
        this.files = files;
        this.mostInRow = mostInRow;
    }

    /** Returns a store that keeps every value in its row. */
    static LargeValues inRows() {
        return new LargeValues(null, Integer.MAX_VALUE);
    }

    /** @param mostInRow bytes of the largest value that stays in its row */
    static LargeValues in(SegmentFiles files, int mostInRow) {
        return new LargeValues(files, mostInRow);
    }

    /** Returns the value of a column that is not null. */
    byte[] read(ResultSet row, String column) throws SQLException {
        return unread(row, column).read();
    }

    /** Returns the value of a column that is not null, which is read later where it lies elsewhere. */
    Unread unread(ResultSet row, String column) throws SQLException {
        String place = row.getString(column + PLACE);
        if (place != null) {
            return () -> files().read(Place.parse(place));
        }
        byte[] value = row.getBytes(column);
        return () -> value;
    }

    /** A value that may have to be read. */
    @FunctionalInterface
    interface Unread {
        byte[] read();
    }

    Commit begin() {
        return new Commit();
    }

    private SegmentFiles files() {
        return Objects.requireNonNull(files, "this database has no segment files, but a row speaks of one");
    }

    @Override
    public void close() {
        if (files != null) {
            files.close();
        }
    }

    /**
     * A value as its row has it: itself, or its place.
     *
     * @param bytes null where the value lies elsewhere
     * @param place null where it does not
     */
    record Kept(byte @Nullable [] bytes, @Nullable String place) {}

    /**
     * The values of one commit: written and forced before it, and what it lets go of is deleted after it. Where the outcome
     * of a commit is unknown nothing is deleted; what no row speaks of goes when the database is opened again.
     */
    final class Commit {
        private final Set<String> fresh = new LinkedHashSet<>();
        private final Set<String> appended = new LinkedHashSet<>();
        private final List<String> dropped = new ArrayList<>();
        private final List<String> droppedJobs = new ArrayList<>();
        private boolean isForced;

        private Commit() {}

        /** Keeps a frame until {@link #dropRound}. */
        Kept keepFrame(JobId job, long round, byte[] frame) {
            return keep(frame, roundOf(job, round));
        }

        /** Keeps a value until its place is dropped. */
        Kept keep(JobId job, byte[] value) {
            if (value.length <= mostInRow) {
                return new Kept(value, null);
            }
            String segment = files().fresh(job + ".value.");
            fresh.add(segment);
            return keep(value, segment);
        }

        private Kept keep(byte[] value, String segment) {
            if (value.length <= mostInRow) {
                return new Kept(value, null);
            }
            appended.add(segment);
            return new Kept(null, files().append(segment, value).toString());
        }

        private static String roundOf(JobId job, long round) {
            return job + ".round." + round;
        }

        /** Forces all values of the commit, right before it. */
        void force() {
            appended.forEach(segment -> files().force(segment));
            isForced = true;
        }

        void drop(List<String> places) {
            places.forEach(place -> dropped.add(Place.parse(place).segment()));
        }

        /** Drops the frames of a round. */
        void dropRound(JobId job, long round) {
            dropped.add(roundOf(job, round));
        }

        void dropAll(JobId job) {
            droppedJobs.add(job + ".");
        }

        /** Ends after the commit. */
        void succeeded() {
            if (files != null) {
                fresh.forEach(files::release);
                dropped.forEach(files::drop);
                droppedJobs.forEach(files::dropAll);
            }
        }

        /** Ends without a commit, or with one of unknown outcome. */
        void failed() {
            if (files != null) {
                fresh.forEach(isForced ? files::release : files::drop);
            }
        }
    }
}
