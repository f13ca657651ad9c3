package io.psephos.coordinator.round;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The queue of accepted updates that are folded on the compute pool, one after another. The job's writer adds them in
 * the order of their commits. It waits for the pool where those that are not folded yet would take more than a share of
 * the heap; what it has not answered is bounded by whoever calls it.
 */
final class FoldQueue {
    private static final int KIB = 1024;
    /** Room for a sixteenth of the heap, in KiB. */
    private static final int ROOM =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 16 / KIB);

    private record Waiting(ClientUpdate update, int kib) {}

    private final Fold fold;
    private final Executor compute;
    private final Semaphore room;
    private final int size;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfolded = new AtomicInteger();
    private volatile boolean failed;
    private CompletableFuture<Void> fed = CompletableFuture.completedFuture(null);

    FoldQueue(Fold fold, Executor compute) {
        this(fold, compute, ROOM);
    }

    /** @param kib room for updates that are not folded yet, in KiB; one is always taken, however large */
    FoldQueue(Fold fold, Executor compute, int kib) {
        this.fold = fold;
        this.compute = compute;
        this.size = kib;
        this.room = new Semaphore(kib);
    }

    /** Folds the update at once; for a round that is read back, before any other update is added. */
    void restore(ClientUpdate update) {
        fold.add(update);
    }

    /**
     * Adds an update that is folded soon: whatever waits is folded by one task. Blocks while there is no room.
     *
     * @param bytes that it takes
     */
    void add(ClientUpdate update, int bytes) {
        int kib = Math.min(size, bytes / KIB);
        room.acquireUninterruptibly(kib);
        if (failed) {
            room.release(size);
            return;
        }
        waiting.add(new Waiting(update, kib));
        if (unfolded.getAndIncrement() == 0) {
            fed = fed.thenRunAsync(this::foldAll, compute);
        }
    }

    private void foldAll() {
        try {
            do {
                Waiting next = Objects.requireNonNull(waiting.poll());
                fold.add(next.update());
                room.release(next.kib());
            } while (unfolded.decrementAndGet() > 0);
        } catch (RuntimeException | Error e) {
            // Nothing is folded any more, and nobody must wait for that; the round is read again when it ends.
            failed = true;
            waiting.clear();
            room.release(size);
            throw new UnfoldedException(e);
        }
    }

    /**
     * Returns the aggregate, on the compute pool once all updates are folded; fails with the first error of folding.
     */
    CompletionStage<Aggregate> finish() {
        return fed.thenApplyAsync(nothing -> fold.finish(), compute);
    }

    /** A fold that lacks an update; the journal has all that belong into it. */
    static final class UnfoldedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfoldedException(Throwable cause) {
            super("an accepted update was not folded: " + cause, cause);
        }
    }
}
