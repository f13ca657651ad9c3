package io.psephos.server.http.operator;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.server.http.wire.Outlet;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * The newest events of one job that has readers, each written once for all of them, and those readers. A reader is given
 * nothing while its connection has no room. For any thread.
 */
final class LiveEvents {
    /** Events that are kept for readers on their way; who is further behind reads the journal. */
    private static final int KEPT = 1024;
    /** Most events in one piece. */
    private static final int PIECE = 128;

    private static final byte[] NOTHING = {};

    private final EventText text;
    private final ArrayDeque<Written> newest = new ArrayDeque<>();
    private final Set<Reader> readers = new HashSet<>();

    LiveEvents(EventText text) {
        this.text = text;
    }

    synchronized void add(JobEvent event) {
        newest.addLast(new Written(event));
        if (newest.size() > KEPT) {
            newest.removeFirst();
        }
    }

    synchronized void join(Reader reader) {
        readers.add(reader);
    }

    /** Removes a reader; true for the last one. */
    synchronized boolean leave(Reader reader) {
        readers.remove(reader);
        return readers.isEmpty();
    }

    synchronized List<Reader> readers() {
        return List.copyOf(readers);
    }

    /** Whether what the reader has not read is no longer all here. */
    synchronized boolean isBehind(Reader reader) {
        return reader.isBehind || !newest.isEmpty() && newest.getFirst().event.id() > reader.read + 1;
    }

    /** Gives the reader what it has not read, as soon as there is something. */
    void await(Reader reader, MonoSink<byte[]> sink) {
        byte[] piece;
        synchronized (this) {
            piece = take(reader, new HashMap<>());
            reader.waiting = piece == null ? sink : null;
        }
        if (piece != null) {
            sink.success(piece);
        }
    }

    /** Gives all who wait what they have not read. */
    void tell() {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            Map<Long, byte[]> pieces = new HashMap<>();
            for (Reader reader : readers) {
                MonoSink<byte[]> sink = reader.waiting;
                byte[] piece = sink == null ? null : take(reader, pieces);
                if (sink != null && piece != null) {
                    reader.waiting = null;
                    told.add(() -> sink.success(piece));
                }
            }
        }
        told.forEach(Runnable::run);
    }

    /** Gives the reader what it has not read, or else the comment, if it waits and has room. */
    void tell(Reader reader, byte[] comment) {
        MonoSink<byte[]> sink = null;
        byte[] piece = null;
        synchronized (this) {
            if (reader.waiting != null && (reader.isOver || reader.outlet.hasRoom())) {
                sink = reader.waiting;
                piece = take(reader, new HashMap<>());
                reader.waiting = null;
            }
        }
        if (sink != null) {
            sink.success(piece == null ? comment : piece);
        }
    }

    /** @param pieces by the last id before them, for readers at the same place */
    private byte @Nullable [] take(Reader reader, Map<Long, byte[]> pieces) {
        if (reader.isOver) {
            return NOTHING;
        }
        if (!reader.outlet.hasRoom()
                || newest.isEmpty()
                || newest.getLast().event.id() <= reader.read) {
            return null;
        }
        if (isBehind(reader)) {
            // Nothing to write: it asks again, and reads the journal.
            return NOTHING;
        }
        long before = reader.read;
        byte[] known = pieces.get(before);
        long last = Math.min(newest.getLast().event.id(), before + PIECE);
        byte[] piece = known == null ? written(before, last) : known;
        pieces.put(before, piece);
        reader.read = last;
        if (last == newest.getLast().event.id()) {
            reader.isOver |= newest.getLast().event.kind().isLast();
        }
        return piece;
    }

    private byte[] written(long before, long last) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Written written : newest) {
            if (written.event.id() > before && written.event.id() <= last) {
                bytes.writeBytes(written.bytes(text));
            }
        }
        return bytes.toByteArray();
    }

    /** An event, and its bytes once a reader wants them. */
    private static final class Written {
        private final JobEvent event;
        private byte @Nullable [] bytes;

        Written(JobEvent event) {
            this.event = event;
        }

        byte[] bytes(EventText text) {
            byte[] known = bytes;
            if (known == null) {
                known = text.of(event);
                bytes = known;
            }
            return known;
        }
    }

    /** The place of one reader. */
    static final class Reader {
        final Outlet outlet;
        /** Id of the last event that it was given. */
        long read;

        /** Whether it must read the journal first. */
        boolean isBehind = true;

        /** Whether it was given the job's last event. */
        volatile boolean isOver;

        /** Since when it has been seen without room; 0 while it has room. */
        long fullSince;

        @Nullable
        MonoSink<byte[]> waiting;

        Reader(long read, Outlet outlet) {
            this.read = read;
            this.outlet = outlet;
        }
    }
}
