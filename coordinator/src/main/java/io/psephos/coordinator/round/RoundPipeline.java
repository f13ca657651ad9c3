package io.psephos.coordinator.round;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.VoteMargins;
import io.psephos.aggregation.stage.AcceptedUpdates;
import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.state.NamedState;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The pipeline from a closed set of updates to the next version. */
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
     * The result of a round.
     *
     * @param unsettled the pull that was left where the rule stopped before its vector stood; 0 where it stands
     * @param medians medians of clients' metrics, by name
     */
    record Outcome(
            RoundResult result,
            @Nullable VoteMargins margins,
            double unsettled,
            @Nullable Evaluation evaluation,
            SortedMap<String, Double> medians) {}

    /** The version before the round: its parameters, its named state, and the number of rounds published until then. */
    record Before(float[] parameters, NamedState state, long published) {}

    /**
     * Computes the next version; deterministic in the set of updates.
     *
     * @param aggregate of the round's updates
     * @param updates the single updates
     * @throws ArithmeticException when a parameter would no longer be finite
     */
    Outcome run(Aggregating round, Aggregate aggregate, AcceptedUpdates updates, Before before) {
        RoundFacts facts = new RoundFacts(
                aggregate,
                before.parameters(),
                before.published(),
                round.stepShare(),
                round.reports(),
                updates,
                process.needs().contains(Need.CLIENTS) ? round.clients() : List.of());
        RoundResult result = process.run(facts, before.state());
        boolean isEvaluated = isEvaluated(before.published() + 1);
        return new Outcome(
                result,
                process.isPrivate() ? null : aggregate.margins(),
                process.isPrivate() ? 0 : aggregate.unsettled(),
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
