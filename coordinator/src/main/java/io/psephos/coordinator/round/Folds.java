package io.psephos.coordinator.round;

import io.psephos.aggregation.Fold;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.journal.ServerMemory;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.model.RootUpdates;
import io.psephos.robustness.Rules;

/** Opens the folds of a job's rounds. */
final class Folds {
    private final RootUpdates roots;

    Folds(RootUpdates roots) {
        this.roots = roots;
    }

    /**
     * An empty fold of the job's round; what the server would train itself is trained when the round is combined.
     *
     * @param parameters the newest
     * @param memory that belongs to them
     */
    Fold open(StoredJob job, float[] parameters, ServerMemory memory) {
        long roundSeed = RosterDraw.mix(job.spec().model().seed(), job.round());
        Rules.Surroundings known = new Rules.Surroundings(
                roundSeed,
                memory.last(),
                () -> roots.rootOf(job.spec().trainedAfter(job.published()))
                        .orElseThrow(() -> new IllegalStateException("the examples of the server's own are gone"))
                        .train(parameters, roundSeed));
        return Rules.aggregator(job.spec(), known).open(job.layout().parameterCount());
    }
}
