package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * The bytes that bodies, and what is made of them, may take in memory together. A call takes its share before any of its
 * body is read, and is refused where there is none: for now, or for ever where it would not fit alone.
 */
public final class MemoryBudget {
    /** How often a model is in memory while it is taken in: as a file, as parameters, and on its way into storage. */
    public static final long MODEL_COPIES = 5;

    private final long capacity;
    private final AtomicLong taken = new AtomicLong();

    /** @param capacity in bytes */
    public MemoryBudget(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Does work within a share of the budget, which is given back when the work ends, however it ends.
     *
     * @param bytes that the work needs at most
     * @param work gets the share, for what goes on after its caller has hung up
     * @throws RefusedException in the publisher, when there is no such share
     */
    public <T> Mono<T> within(long bytes, Function<Share, Mono<T>> work) {
        return Mono.using(() -> take(bytes), work, Share::release);
    }

    private Share take(long bytes) {
        if (bytes > capacity) {
            throw closing(RefusedException.of(
                    ProblemCode.TOO_LARGE,
                    "this server's memory is too small for such a body: it would need " + bytes + " of " + capacity
                            + " bytes"));
        }
        long before;
        do {
            before = taken.get();
            if (bytes > capacity - before) {
                throw closing(RefusedException.of(
                        ProblemCode.UNAVAILABLE, "too much is in flight; the same call may be made again"));
            }
        } while (!taken.compareAndSet(before, before + bytes));
        return new Share(bytes);
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
        return taken.get();
    }

    /** A part of the budget, held by the call and by the stages that it has begun. */
    public final class Share {
        private final long bytes;
        private final AtomicInteger holders = new AtomicInteger(1);

        private Share(long bytes) {
            this.bytes = bytes;
        }

        /** Begins a stage that holds the share until it is complete, whether or not its caller waits for that. */
        public <T> CompletionStage<T> until(Supplier<? extends CompletionStage<T>> begin) {
            holders.incrementAndGet();
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
                taken.addAndGet(-bytes);
            }
        }
    }
}
