package io.psephos.coordinator.round;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.VoteMargins;
import io.psephos.aggregation.stage.AcceptedUpdates;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.EvaluationData;
import io.psephos.protocol.state.NamedState;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** From a closed set of updates to the next version: the story of a round, top to bottom. */
final class RoundPipeline {
    private final JobSpec spec;
    private final LearningProcess process;
    private final @Nullable Evaluator evaluator;

    RoundPipeline(JobSpec spec, LearningProcess process, @Nullable Evaluator evaluator) {
        this.spec = spec;
        this.process = process;
        this.evaluator = evaluator;
    }

    /**
     * What a round came to.
     *
     * @param medians of what clients measured, by name
     */
    record Outcome(
            RoundResult result,
            @Nullable VoteMargins margins,
            @Nullable Evaluation evaluation,
            SortedMap<String, Double> medians) {}

    /** What belongs to the version before: its parameters, what is remembered beside them, rounds published until then. */
    record Before(float[] parameters, NamedState state, long published) {}

    /**
     * The next version; the same for the same set, whenever and wherever it is run.
     *
     * @param aggregate of the round's updates
     * @param updates each by itself
     * @throws ArithmeticException when a parameter would no longer be finite
     */
    Outcome run(Aggregating round, Aggregate aggregate, AcceptedUpdates updates, Before before) {
        RoundFacts facts = new RoundFacts(
                aggregate, before.parameters(), before.published(), round.stepShare(), round.reports(), updates);
        RoundResult result = process.run(facts, before.state());
        boolean isEvaluated = isEvaluated(before.published() + 1);
        return new Outcome(
                result,
                aggregate.margins(),
                isEvaluated && evaluator != null ? evaluator.evaluate(result.nextParameters()) : null,
                isEvaluated && spec.evaluation().data() == EvaluationData.CLIENTS
                        ? ReportedMedians.of(round.reports())
                        : Collections.emptySortedMap());
    }

    private boolean isEvaluated(long published) {
        return published % spec.evaluation().every() == 0
                || published == spec.schedule().rounds();
    }
}
