package io.psephos.coordinator.plan;

import io.psephos.aggregation.optimizer.ServerOptimizers;
import io.psephos.aggregation.stage.AdaptiveBounds;
import io.psephos.aggregation.stage.BitBudget;
import io.psephos.aggregation.stage.DifferenceShift;
import io.psephos.aggregation.stage.LastAggregate;
import io.psephos.aggregation.stage.LevelChoice;
import io.psephos.aggregation.stage.OptimizerStage;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.aggregation.stage.StepFeedback;
import io.psephos.compression.chain.StepCompression;
import io.psephos.compression.quantized.Diana;
import io.psephos.compression.quantized.DynamicBits;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.SelectorKind;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The registry of server stages; those of a slot run in this order.
 *
 * @param factories one for each kind of stage
 */
public record Stages(List<StageFactory> factories) {
    public Stages {
        factories = List.copyOf(factories);
    }

    /** Returns the built-in stages. */
    public static Stages builtIn() {
        return new Stages(List.of(
                Stages::differenceShift,
                Stages::optimizer,
                Stages::stepFeedback,
                Stages::adaptiveBounds,
                Stages::levelChoice,
                Stages::bitBudget,
                Stages::lastAggregate,
                Stages::majorityAgreement,
                Stages::rosterFacts));
    }

    /** Returns these stages and one more. */
    public Stages and(StageFactory factory) {
        return new Stages(Stream.concat(factories.stream(), Stream.of(factory)).toList());
    }

    private static Optional<ServerStage> differenceShift(JobSpec spec, ParameterLayout layout) {
        return only(
                spec.codec().scheme().sendsDifferences(),
                () -> new DifferenceShift(Diana.alpha(spec.codec(), layout.parameterCount())));
    }

    private static Optional<ServerStage> optimizer(JobSpec spec, ParameterLayout layout) {
        int rounds = spec.schedule().rounds();
        return Optional.of(new OptimizerStage(
                ServerOptimizers.of(spec.optimizer(), layout),
                published -> spec.optimizer().rateAt(published, rounds)));
    }

    /**
     * Returns error feedback for compressed steps, whose random numbers follow from the job's seed and the version, so
     * that a restart draws the same.
     */
    private static Optional<ServerStage> stepFeedback(JobSpec spec, ParameterLayout layout) {
        return spec.aggregation()
                .serverErrorFeedback()
                .map(codec -> codec.scheme() == CodecScheme.SCALED_SIGN
                        ? new StepFeedback(layout)
                        : new StepFeedback(
                                published -> StepCompression.of(
                                        codec,
                                        layout,
                                        published,
                                        spec.schedule().rounds(),
                                        new SplittableRandom(
                                                RosterDraw.mix(spec.model().seed(), published))::nextLong),
                                codec.frame()));
    }

    private static Optional<ServerStage> adaptiveBounds(JobSpec spec, ParameterLayout layout) {
        return spec.codec()
                .adaptiveB()
                .map(rule -> new AdaptiveBounds(
                        rule, spec.robustness().byzantine(), OfferedCodec.initialBounds(spec, layout)));
    }

    private static Optional<ServerStage> levelChoice(JobSpec spec, ParameterLayout layout) {
        return only(isDynamic(spec, "server"), () -> new LevelChoice(dynamicBits(spec)));
    }

    private static Optional<ServerStage> bitBudget(JobSpec spec, ParameterLayout layout) {
        return only(isDynamic(spec, "client"), () -> new BitBudget(dynamicBits(spec)));
    }

    private static Optional<ServerStage> lastAggregate(JobSpec spec, ParameterLayout layout) {
        boolean isCompared = spec.aggregation().rule().remembersLast()
                || spec.robustness().filters().stream()
                        .anyMatch(filter -> filter.kind().remembersLast());
        return only(isCompared, LastAggregate::new);
    }

    private static Optional<ServerStage> majorityAgreement(JobSpec spec, ParameterLayout layout) {
        return only(spec.aggregation().rule().countsVotes(), MajorityAgreement::new);
    }

    private static Optional<ServerStage> rosterFacts(JobSpec spec, ParameterLayout layout) {
        SelectorKind selector = spec.participants().selector().kind();
        return only(
                selector.usesFacts(),
                () -> new RosterFactsStage(spec.participants().roster().size(), selector.usesLosses()));
    }

    private static boolean isDynamic(JobSpec spec, String decides) {
        return spec.codec().scheme().hasDynamicLevels()
                && spec.codec().word(CodecOption.DECIDES).equals(decides);
    }

    private static DynamicBits dynamicBits(JobSpec spec) {
        return new DynamicBits(
                spec.codec().number(CodecOption.BUDGET),
                spec.codec().number(CodecOption.CONTRACTION),
                spec.schedule().rounds());
    }

    private static Optional<ServerStage> only(boolean isAskedFor, java.util.function.Supplier<ServerStage> stage) {
        return isAskedFor ? Optional.of(stage.get()) : Optional.empty();
    }
}
