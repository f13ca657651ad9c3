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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The queue of accepted updates that are folded on the compute pool, one after another. The job's writer adds them in
 * the order of their commits and never waits for the pool while the round is open.
 */
final class FoldQueue {
    private final Fold fold;
    private final Executor compute;
    private final Queue<ClientUpdate> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfolded = new AtomicInteger();
    private CompletableFuture<Void> fed = CompletableFuture.completedFuture(null);

    FoldQueue(Fold fold, Executor compute) {
        this.fold = fold;
        this.compute = compute;
    }

    /** Folds the update at once; for a round that is read back, before any other update is added. */
    void restore(ClientUpdate update) {
        fold.add(update);
    }

    /** Adds an update that is folded soon: whatever waits is folded by one task. */
    void add(ClientUpdate update) {
        waiting.add(update);
        if (unfolded.getAndIncrement() == 0) {
            fed = fed.thenRunAsync(this::foldAll, compute);
        }
    }

    private void foldAll() {
        try {
            do {
                fold.add(Objects.requireNonNull(waiting.poll()));
            } while (unfolded.decrementAndGet() > 0);
        } catch (RuntimeException | Error e) {
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
