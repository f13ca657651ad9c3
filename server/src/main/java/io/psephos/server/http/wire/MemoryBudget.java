package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * The bytes that bodies, and what is made of them, may take in memory together. A call takes its share before any of its
 * body is read. Where there is none it waits for a while, after those that came before it, and is then refused for now;
 * what would not fit alone is refused for ever.
 */
public final class MemoryBudget {
    /** How often a model is in memory while it is taken in: as a file, as parameters, and on its way into storage. */
    public static final long MODEL_COPIES = 5;

    private final long capacity;
    private final Duration patience;
    private final Deque<Share> line = new ArrayDeque<>();
    private long taken;

    /**
     * @param capacity in bytes
     * @param patience how long a call waits for its share
     */
    public MemoryBudget(long capacity, Duration patience) {
        this.capacity = capacity;
        this.patience = patience;
    }

    /**
     * Does work within a share of the budget, which is given back when the work ends, however it ends.
     *
     * @param bytes that the work needs at most
     * @param work gets the share, for what goes on after its caller has hung up
     * @throws RefusedException in the publisher, when there is no such share
     */
    public <T> Mono<T> within(long bytes, Function<Share, Mono<T>> work) {
        return Mono.using(
                () -> join(bytes),
                share -> share.room().then(Publishers.contained(Mono.defer(() -> work.apply(share)))),
                Share::release);
    }

    private Share join(long bytes) {
        if (bytes > capacity) {
            throw closing(RefusedException.of(
                    ProblemCode.TOO_LARGE,
                    "this server's memory is too small for such a body: it would need " + bytes + " of " + capacity
                            + " bytes"));
        }
        Share share = new Share(bytes);
        synchronized (line) {
            line.add(share);
        }
        letIn();
        return share;
    }

    /** Gives shares to those who have waited longest, as far as there is room. */
    private void letIn() {
        for (Share next = next(); next != null; next = next()) {
            next.given.tryEmitEmpty();
        }
    }

    private @Nullable Share next() {
        synchronized (line) {
            Share next = line.peek();
            if (next == null || next.bytes > capacity - taken) {
                return null;
            }
            taken += next.bytes;
            next.isGiven = true;
            return line.remove();
        }
    }

    private void giveBack(Share share) {
        synchronized (line) {
            if (share.isGiven) {
                taken -= share.bytes;
            } else {
                line.remove(share);
            }
        }
        letIn();
    }

    /** The body is not read, so that it must not be taken for the next request. */
    private static RefusedException closing(RefusedException refused) {
        return refused.withHeader(HttpHeaders.CONNECTION, "close");
    }

    /** Returns the largest number of parameters that a model can be taken in with. */
    public int mostParameters() {
        return (int) Math.min(Integer.MAX_VALUE, capacity / MODEL_COPIES / Float.BYTES);
    }

    /** Returns how many bytes are taken at the moment. */
    long taken() {
        synchronized (line) {
            return taken;
        }
    }

    /** A part of the budget, held by the call and by the stages that it has begun. */
    public final class Share {
        private final long bytes;
        private final AtomicInteger holders = new AtomicInteger(1);
        private final Sinks.Empty<Void> given = Sinks.empty();
        private volatile boolean isGiven;

        private Share(long bytes) {
            this.bytes = bytes;
        }

        /** Whoever makes room does no work of those who wait for it, and meets none of their errors. */
        private Mono<Void> room() {
            return isGiven
                    ? Mono.empty()
                    : given.asMono()
                            .timeout(
                                    patience,
                                    Mono.error(() -> closing(RefusedException.of(
                                            ProblemCode.UNAVAILABLE,
                                            "too much is in flight; the same call may be made again"))))
                            .publishOn(Schedulers.parallel());
        }

        /**
         * Begins a stage that holds the share until it is complete, whether or not its caller waits for that. Where the
         * caller has hung up already the share may be another's, and nothing is begun.
         */
        public <T> CompletionStage<T> until(Supplier<? extends CompletionStage<T>> begin) {
            if (holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
                return CompletableFuture.failedStage(new CancellationException("the caller has hung up"));
            }
            CompletionStage<T> stage;
            try {
                stage = begin.get();
            } catch (RuntimeException | Error e) {
                release();
                throw e;
            }
            return stage.whenComplete((done, failure) -> release());
        }

        private void release() {
            if (holders.decrementAndGet() == 0) {
                giveBack(this);
            }
        }
    }
}
