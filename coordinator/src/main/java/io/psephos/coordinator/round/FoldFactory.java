package io.psephos.coordinator.round;

import io.psephos.aggregation.stage.LastAggregate;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.protocol.state.NamedState;
import io.psephos.robustness.Rules;
import java.util.concurrent.Executor;

/** The factory of the folds that aggregate a job's updates. */
final class FoldFactory {
    private static final float[] NOTHING = {};

    private final RootUpdates roots;
    private final Executor compute;

    FoldFactory(RootUpdates roots, Executor compute) {
        this.roots = roots;
        this.compute = compute;
    }

    /**
     * Returns an empty fold for the job's round; a root update is trained when the round is combined.
     *
     * @param parameters those of the newest version
     * @param state the named state that belongs to them
     */
    FoldQueue open(StoredJob job, float[] parameters, NamedState state) {
        long roundSeed = RosterDraw.mix(job.spec().model().seed(), job.round());
        Rules.RoundInputs known = new Rules.RoundInputs(
                roundSeed,
                state.floats(LastAggregate.LAST).orElse(NOTHING),
                () -> roots.rootOf(job.spec().trainedAfter(job.published()))
                        .orElseThrow(() -> new IllegalStateException("the server no longer has its root data set"))
                        .train(parameters, roundSeed));
        return new FoldQueue(
                Rules.aggregator(job.spec(), known).open(job.layout().parameterCount()), compute);
    }
}
