package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.Records;
import io.psephos.protocol.JobId;
import io.psephos.server.http.operator.LiveEvents.Reader;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Outlet;
import io.psephos.server.http.wire.ServerLimits;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Streams of a job's events as they are committed. What is new comes from memory, written once for all; who is further
 * behind reads the journal at its own pace. Whose connection has no room for long is let go.
 */
public final class EventStreams implements AutoCloseable {
    private static final int PAGE = 128;
    /** Pause between two pieces for each open stream: however many there are, they cost 2,000 pieces a second. */
    private static final long PAUSE_PER_STREAM = TimeUnit.MICROSECONDS.toNanos(500);

    /** Pause after which a reader of the journal is looked at again that had no room. */
    private static final Duration WITHOUT_ROOM = Duration.ofMillis(100);

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Coordinator coordinator;
    private final Records records;
    private final BlockingCalls blocking;
    private final StreamCount count;
    private final EventText text;
    private final long stall;
    private final Scheduler scheduler = Schedulers.parallel();
    private final Map<JobId, LiveEvents> live = new ConcurrentHashMap<>();
    private final AtomicBoolean willTell = new AtomicBoolean();
    private final AutoCloseable events;
    private final Disposable heart;
    private volatile long toldAt = System.nanoTime();
    private volatile boolean closed;

    public EventStreams(
            Coordinator coordinator, Records records, BlockingCalls blocking, JsonMapper json, ServerLimits limits) {
        this.coordinator = coordinator;
        this.records = records;
        this.blocking = blocking;
        this.text = new EventText(json);
        this.count = new StreamCount(limits.streams(), limits.streamsPerAddress());
        this.stall = limits.stall().toNanos();
        long beat = limits.heartbeat().toNanos();
        this.heart = scheduler.schedulePeriodically(this::beat, beat, beat, TimeUnit.NANOSECONDS);
        this.events = coordinator.onEvents(this::happened);
    }

    /** Returns the count of open streams. */
    StreamCount count() {
        return count;
    }

    /** Returns the id of the job's newest event. */
    Mono<Long> newest(JobId job) {
        return blocking.call(() -> records.lastEvent(job));
    }

    /**
     * Returns every event after the id, up to the job's last, with a gap in the place of those that are no longer kept,
     * as pieces of text of which the first is a comment.
     */
    Flux<Mono<byte[]>> after(JobId job, long id, Outlet outlet) {
        return Flux.defer(() -> {
            Reader reader = new Reader(id, outlet);
            LiveEvents joined = live.compute(job, (same, known) -> {
                LiveEvents events = known == null ? new LiveEvents(text) : known;
                events.join(reader);
                return events;
            });
            Mono<byte[]> next = Mono.defer(() -> next(job, joined, reader));
            return Flux.concat(Mono.just(Mono.just(EventText.COMMENT)), Flux.<Mono<byte[]>>generate(sink -> {
                        if (closed || reader.isOver) {
                            sink.complete();
                        } else {
                            sink.next(next);
                        }
                    }))
                    .doFinally(end -> leave(job, reader));
        });
    }

    /** Ends every stream; readers resume with the last id that they saw. */
    public void end() {
        closed = true;
        live.values()
                .forEach(some -> some.readers().forEach(reader -> {
                    reader.isOver = true;
                    some.tell(reader, new byte[0]);
                }));
    }

    @Override
    public void close() throws Exception {
        end();
        heart.dispose();
        events.close();
    }

    private Mono<byte[]> next(JobId job, LiveEvents events, Reader reader) {
        if (closed || reader.isOver) {
            return Mono.empty();
        }
        return unread(job, events, reader)
                .flatMap(bytes -> bytes.length > 0 ? Mono.just(bytes) : next(job, events, reader));
    }

    private Mono<byte[]> unread(JobId job, LiveEvents events, Reader reader) {
        if (!events.isBehind(reader)) {
            return Mono.create(sink -> events.await(reader, sink));
        }
        return reader.outlet.hasRoom()
                ? blocking.call(() -> page(job, reader))
                : Mono.delay(WITHOUT_ROOM, scheduler).thenReturn(new byte[0]);
    }

    /** Reads what the reader missed from the journal. */
    private byte[] page(JobId job, Reader reader) {
        boolean ended = coordinator
                .job(job)
                .map(JobView::state)
                .map(state -> state.hasEnded())
                .orElse(true);
        List<JobEvent> page = records.events(job, reader.read, PAGE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!page.isEmpty() && page.getFirst().id() > reader.read + 1) {
            bytes.writeBytes(text.gapBefore(page.getFirst()));
        }
        page.forEach(event -> bytes.writeBytes(text.of(event)));
        reader.isOver |= page.isEmpty() ? ended : page.getLast().kind().isLast();
        reader.isBehind = page.size() == PAGE;
        reader.read = page.isEmpty() ? reader.read : page.getLast().id();
        return bytes.toByteArray();
    }

    private void happened(JobEvent event) {
        LiveEvents watched = live.get(event.job());
        if (watched != null) {
            watched.add(event);
            tellSoon();
        }
    }

    /** Tells all readers of what is new, at once after a quiet time, else together with what comes meanwhile. */
    private void tellSoon() {
        if (willTell.compareAndSet(false, true)) {
            long pause = Math.min(LONGEST_PAUSE, count.open() * PAUSE_PER_STREAM);
            long left = toldAt + pause - System.nanoTime();
            scheduler.schedule(
                    () -> {
                        toldAt = System.nanoTime();
                        willTell.set(false);
                        live.values().forEach(LiveEvents::tell);
                    },
                    Math.max(0, left),
                    TimeUnit.NANOSECONDS);
        }
    }

    /** Comments where nothing happened, and lets go who has not taken its piece for too long. */
    private void beat() {
        long now = System.nanoTime();
        live.values()
                .forEach(some -> some.readers().forEach(reader -> {
                    if (reader.outlet.hasRoom()) {
                        reader.fullSince = 0;
                        some.tell(reader, EventText.COMMENT);
                    } else if (reader.fullSince == 0) {
                        reader.fullSince = now;
                    } else if (now - reader.fullSince > stall) {
                        reader.outlet.cut();
                    }
                }));
    }

    private void leave(JobId job, Reader reader) {
        live.computeIfPresent(job, (same, some) -> some.leave(reader) ? null : some);
    }
}
