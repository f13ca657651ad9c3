package io.psephos.coordinator.round;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.VoteMargins;
import io.psephos.aggregation.optimizer.ServerOptimizer;
import io.psephos.aggregation.optimizer.ServerState;
import io.psephos.aggregation.optimizer.Step;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.protocol.JobSpec;
import org.jspecify.annotations.Nullable;

/** From a closed set of updates to the next version: the story of a round, top to bottom. */
final class RoundPipeline {
    private final JobSpec spec;
    private final ServerOptimizer optimizer;
    private final @Nullable Evaluator evaluator;

    RoundPipeline(JobSpec spec, ServerOptimizer optimizer, @Nullable Evaluator evaluator) {
        this.spec = spec;
        this.optimizer = optimizer;
        this.evaluator = evaluator;
    }

    /** What a round came to. */
    record Published(
            float[] parameters,
            @Nullable VoteMargins margins,
            @Nullable Evaluation evaluation) {}

    /**
     * The next parameters; the same for the same set, whenever and wherever it is run.
     *
     * @param published rounds published before this one
     * @throws ArithmeticException when a parameter would no longer be finite
     */
    Published run(Aggregating round, float[] parameters, long published) {
        Aggregate aggregate = round.fold().finish();
        double rate = spec.optimizer().rateAt(published, spec.schedule().rounds());
        Step step = optimizer.step(aggregate, rate, ServerState.EMPTY).step();
        float[] next = step.applyTo(parameters);
        requireFinite(next);
        Evaluation evaluation = isEvaluated(published + 1) ? evaluate(next) : null;
        return new Published(next, aggregate.margins(), evaluation);
    }

    private boolean isEvaluated(long published) {
        return published % spec.evaluation().every() == 0
                || published == spec.schedule().rounds();
    }

    private @Nullable Evaluation evaluate(float[] parameters) {
        return evaluator == null ? null : evaluator.evaluate(parameters);
    }

    private static void requireFinite(float[] parameters) {
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new ArithmeticException("parameter " + i + " became " + parameters[i]);
            }
        }
    }
}
