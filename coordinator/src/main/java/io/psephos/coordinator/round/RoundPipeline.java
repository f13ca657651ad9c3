package io.psephos.coordinator.round;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.VoteMargins;
import io.psephos.aggregation.optimizer.Differences;
import io.psephos.aggregation.optimizer.Published;
import io.psephos.aggregation.optimizer.ServerErrorFeedback;
import io.psephos.aggregation.optimizer.ServerOptimizer;
import io.psephos.aggregation.optimizer.ServerState;
import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.aggregation.optimizer.Step;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.chain.StepCompression;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.journal.ServerMemory;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.EvaluationData;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** From a closed set of updates to the next version: the story of a round, top to bottom. */
final class RoundPipeline {
    private static final float[] NOTHING = {};

    private final JobSpec spec;
    private final ParameterLayout layout;
    private final CodecTuning tuning;
    private final @Nullable Evaluator evaluator;

    RoundPipeline(JobSpec spec, ParameterLayout layout, @Nullable Evaluator evaluator) {
        this.spec = spec;
        this.layout = layout;
        this.tuning = new CodecTuning(spec, layout);
        this.evaluator = evaluator;
    }

    /** What a round came to. */
    record Outcome(
            float[] parameters,
            Payload direction,
            Step step,
            ServerMemory memory,
            @Nullable VoteMargins margins,
            @Nullable Evaluation evaluation,
            SortedMap<String, Double> medians) {}

    /**
     * The next parameters; the same for the same set, whenever and wherever it is run.
     *
     * @param published rounds published before this one
     * @throws ArithmeticException when a parameter would no longer be finite
     */
    Outcome run(Aggregating round, float[] parameters, ServerMemory memory, long published) {
        Aggregate aggregate = round.fold().finish();
        double rate = spec.optimizer().rateAt(published, spec.schedule().rounds()) * round.stepShare();
        Published made = optimizer(published).step(aggregate, rate, state(memory));
        float[] next = made.step().applyTo(parameters);
        requireFinite(next);
        Evaluation evaluation = isEvaluated(published + 1) ? evaluate(next) : null;
        return new Outcome(
                next,
                aggregate.direction(),
                made.step(),
                memory(made.next(), last(aggregate), nextB(round, memory), nextLevels(aggregate, published + 1)),
                aggregate.margins(),
                evaluation,
                medians(round, published + 1));
    }

    private ServerOptimizer optimizer(long published) {
        ServerOptimizer optimizer = new Sgd(layout, spec.optimizer().momentum());
        if (spec.codec().scheme().sendsDifferences()) {
            optimizer = new Differences(optimizer, tuning.alpha());
        }
        Optional<JobSpec.Codec> small = spec.aggregation().serverErrorFeedback();
        if (small.isEmpty()) {
            return optimizer;
        }
        if (small.get().scheme() == CodecScheme.SCALED_SIGN) {
            return new ServerErrorFeedback(optimizer, layout);
        }
        // The same coins after a restart: they follow from the job's seed and the version.
        LongSupplier coins = new SplittableRandom(RosterDraw.mix(spec.model().seed(), published))::nextLong;
        return new ServerErrorFeedback(
                optimizer,
                StepCompression.of(
                        small.get(), layout, published, spec.schedule().rounds(), coins),
                small.get().frame());
    }

    private int nextLevels(Aggregate aggregate, long published) {
        return tuning.serverChoosesLevels()
                ? tuning.levels(published, Norm.L2.of(aggregate.direction().toDense(), 0, layout.parameterCount()))
                : 0;
    }

    private static ServerState state(ServerMemory memory) {
        return new ServerState(
                memory.momentum().length == 0 ? null : memory.momentum(),
                memory.residual().length == 0 ? null : memory.residual(),
                memory.shift().length == 0 ? null : memory.shift());
    }

    private float[] last(Aggregate aggregate) {
        return remembersLast(spec) ? aggregate.direction().toDense() : NOTHING;
    }

    /** Whether a rule or a filter compares with the aggregate before. */
    static boolean remembersLast(JobSpec spec) {
        return spec.aggregation().rule() == Rule.CENTERED_CLIPPING
                || spec.robustness().has(Filter.COSINE);
    }

    private static ServerMemory memory(ServerState state, float[] last, List<Double> b, int levels) {
        return new ServerMemory(
                state.momentum() == null ? NOTHING : state.momentum(),
                state.residual() == null ? NOTHING : state.residual(),
                state.shift() == null ? NOTHING : state.shift(),
                last,
                b,
                levels);
    }

    /** b of version 0, one a tensor; empty for codecs without. */
    static List<Double> initialB(JobSpec spec, ParameterLayout layout) {
        return spec.codec().b().isPresent()
                ? Collections.nCopies(layout.tensors().size(), spec.codec().b().getAsDouble())
                : List.of();
    }

    private List<Double> nextB(Aggregating round, ServerMemory memory) {
        return spec.codec()
                .adaptiveB()
                .map(rule -> Reports.adapted(
                        round.reports(),
                        rule,
                        spec.robustness().byzantine(),
                        memory.b().isEmpty() ? initialB(spec, layout) : memory.b()))
                .orElse(List.of());
    }

    private SortedMap<String, Double> medians(Aggregating round, long published) {
        return spec.evaluation().data() == EvaluationData.CLIENTS && isEvaluated(published)
                ? Reports.medians(round.reports())
                : Collections.emptySortedMap();
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
