package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.Records;
import io.psephos.protocol.JobId;
import io.psephos.server.http.wire.BlockingCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Streams of a job's events as they are committed. Events are read from the journal, a live one only signals that there
 * is something to read: a slow reader blocks nothing and misses nothing.
 */
public final class EventStreams implements AutoCloseable {
    private static final int PAGE = 256;

    private final Coordinator coordinator;
    private final Records records;
    private final BlockingCalls blocking;
    private final Map<JobId, Set<Reader>> readers = new ConcurrentHashMap<>();
    private final AutoCloseable events;

    public EventStreams(Coordinator coordinator, Records records, BlockingCalls blocking) {
        this.coordinator = coordinator;
        this.records = records;
        this.blocking = blocking;
        this.events = coordinator.onEvents(this::wake);
    }

    /** Returns the id of the job's newest event. */
    Mono<Long> newest(JobId job) {
        return blocking.call(() -> records.lastEvent(job));
    }

    /**
     * Returns every event after the id, up to the job's last, with a gap in the place of those that are no longer kept.
     */
    Flux<Told> after(JobId job, long id) {
        return Flux.defer(() -> {
            Reader reader = new Reader(id);
            remember(job, reader);
            return Flux.concat(Mono.just(Wake.UP), reader.sink.asFlux())
                    .concatMap(wake -> unread(job, reader), 1)
                    .takeUntil(Batch::isLast)
                    .concatMapIterable(Batch::told, 1)
                    .doFinally(end -> forget(job, reader));
        });
    }

    /** Ends every stream; readers resume with the last id that they saw. */
    public void end() {
        readers.values().forEach(some -> some.forEach(Reader::end));
    }

    @Override
    public void close() throws Exception {
        end();
        events.close();
    }

    /** Returns batches of events until none is left to read. */
    private Flux<Batch> unread(JobId job, Reader reader) {
        return blocking.call(() -> batch(job, reader))
                .repeat()
                .takeUntil(batch -> batch.events().size() < PAGE || batch.isLast());
    }

    private Batch batch(JobId job, Reader reader) {
        boolean ended = coordinator
                .job(job)
                .map(JobView::state)
                .filter(state -> state.hasEnded())
                .isPresent();
        long read = reader.read.get();
        List<JobEvent> events = records.events(job, read, PAGE);
        boolean missed = !events.isEmpty() && events.getFirst().id() > read + 1;
        if (!events.isEmpty()) {
            reader.read.set(events.getLast().id());
        }
        boolean last = events.isEmpty() ? ended : events.getLast().kind().isLast();
        return new Batch(events, missed, last);
    }

    private void wake(JobEvent event) {
        Set<Reader> waiting = readers.get(event.job());
        if (waiting != null && !waiting.isEmpty()) {
            Schedulers.parallel().schedule(() -> waiting.forEach(Reader::wake));
        }
    }

    private void remember(JobId job, Reader reader) {
        readers.compute(job, (key, some) -> {
            Set<Reader> all = some == null ? ConcurrentHashMap.newKeySet() : some;
            all.add(reader);
            return all;
        });
    }

    private void forget(JobId job, Reader reader) {
        readers.computeIfPresent(job, (key, some) -> {
            some.remove(reader);
            return some.isEmpty() ? null : some;
        });
    }

    private enum Wake {
        UP
    }

    /** An item of a stream. */
    sealed interface Told {
        record Happened(JobEvent event) implements Told {}

        /** A gap: events before this one are no longer kept. */
        record Gap(JobEvent oldest) implements Told {}
    }

    /** @param missed whether earlier events were dropped before the reader got them */
    private record Batch(List<JobEvent> events, boolean missed, boolean isLast) {
        List<Told> told() {
            List<Told> told = new ArrayList<>();
            if (missed) {
                told.add(new Told.Gap(events.getFirst()));
            }
            events.forEach(event -> told.add(new Told.Happened(event)));
            return told;
        }
    }

    /** The position of one reader, with at most one wake-up pending. */
    private static final class Reader {
        private final AtomicLong read;
        private final Sinks.Many<Wake> sink = Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(1));

        Reader(long after) {
            this.read = new AtomicLong(after);
        }

        synchronized void wake() {
            sink.tryEmitNext(Wake.UP);
        }

        synchronized void end() {
            sink.tryEmitComplete();
        }
    }
}
