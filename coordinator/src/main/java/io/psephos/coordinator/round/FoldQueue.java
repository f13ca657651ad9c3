package io.psephos.coordinator.round;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The fold of an open round, fed on the compute pool one update after another. Updates join in the order of their
 * commits, by the job's writer only, which never waits for the pool while the round is open.
 */
final class FoldQueue {
    private final Fold fold;
    private final Executor compute;
    private CompletableFuture<Void> fed = CompletableFuture.completedFuture(null);

    FoldQueue(Fold fold, Executor compute) {
        this.fold = fold;
        this.compute = compute;
    }

    void add(ClientUpdate update) {
        fed = fed.thenRunAsync(() -> fold.add(update), compute);
    }

    /** The aggregate, on the compute pool once all is folded; fails with what folding failed at. */
    CompletionStage<Aggregate> finish() {
        return fed.thenApplyAsync(nothing -> fold.finish(), compute);
    }
}
