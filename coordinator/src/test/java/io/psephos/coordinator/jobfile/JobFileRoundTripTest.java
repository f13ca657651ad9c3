package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.AdaptiveB;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Dampening;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.Holds;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.OptimizerKind;
import io.psephos.protocol.Option;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.RateDecay;
import io.psephos.protocol.Regularizer;
import io.psephos.protocol.Rule;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A spec written out is read back as the same spec. */
class JobFileRoundTripTest {

    @Test
    void renderedSpecsParseToThemselves() {
        for (long seed = 0; seed < 2_000; seed++) {
            JobSpec spec = spec(new Random(seed));

            assertThat(JobFile.parse(JobFile.render(spec))).as("seed %d", seed).isEqualTo(spec);
        }
    }

    @Test
    void renderedSpecsParseToThemselvesByWayOfYaml() {
        for (long seed = 0; seed < 200; seed++) {
            JobSpec spec = spec(new Random(seed));

            assertThat(JobYaml.parse(JobYaml.render(spec))).as("seed %d", seed).isEqualTo(spec);
        }
    }

    @Test
    void everySectionIsWrittenOut() {
        Map<String, Object> tree = JobFile.render(spec(new Random(1)));

        assertThat(tree)
                .containsOnlyKeys(
                        "name",
                        "model",
                        "participants",
                        "schedule",
                        "training",
                        "codec",
                        "aggregation",
                        "optimizer",
                        "robustness",
                        "privacy",
                        "evaluation",
                        "stop",
                        "simulation");
    }

    static JobSpec spec(Random random) {
        boolean roster = random.nextBoolean();
        CodecScheme any = one(random, CodecScheme.builtIn().toArray(CodecScheme[]::new));
        // Diana asks for a roster that is the cohort, and nothing else of a spec for much.
        CodecScheme scheme = any.sendsDifferences() ? CodecScheme.DQGD : any;
        boolean evaluated = random.nextBoolean();
        int cohort = 1 + random.nextInt(50);
        int clients = 1 + random.nextInt(100);
        return new JobSpec(
                "näme " + random.nextInt(),
                new JobSpec.Model(
                        "mlp", List.of(1 + random.nextInt(99), 1 + random.nextInt(99)), random.nextLong(1L << 53)),
                participants(roster, cohort, random),
                new JobSpec.Schedule(
                        1 + random.nextInt(1000),
                        cohort,
                        roster ? 1 : 1 + random.nextDouble(9),
                        roster ? cohort : 1 + random.nextInt(cohort),
                        Duration.ofMillis(100 + random.nextInt(600_000_000))),
                training(random),
                new JobSpec.Codec(
                        scheme,
                        scheme == CodecScheme.STO_SIGN
                                ? OptionalDouble.of(random.nextDouble(1e-9, 10))
                                : OptionalDouble.empty(),
                        scheme == CodecScheme.STO_SIGN && random.nextBoolean()
                                ? Optional.of(new AdaptiveB(random.nextDouble(1e-3, 1), random.nextDouble(0.1, 9)))
                                : Optional.empty(),
                        options(scheme, random),
                        scheme.takesErrorFeedback() && random.nextBoolean()),
                aggregation(scheme, random),
                new JobSpec.Optimizer(
                        choice(one(random, OptimizerKind.values()), random),
                        random.nextDouble(1e-9, 10),
                        decay(random)),
                new JobSpec.Robustness(random.nextInt((cohort + 1) / 2)),
                new JobSpec.Privacy(),
                new JobSpec.Evaluation(
                        evaluated ? EvaluationData.SERVER : EvaluationData.NONE, "set", 1 + random.nextInt(9)),
                new JobSpec.Stop(
                        evaluated && random.nextBoolean()
                                ? OptionalDouble.of(random.nextDouble())
                                : OptionalDouble.empty()),
                new JobSpec.Simulation(
                        "data", clients, partition(random), random.nextLong(1L << 53), attack(clients, random)));
    }

    private static JobSpec.Participants participants(boolean roster, int cohort, Random random) {
        List<String> names = IntStream.range(0, roster ? cohort + random.nextInt(5) : 1 + random.nextInt(3))
                .mapToObj(n -> "n" + n)
                .toList();
        return roster ? new JobSpec.Participants(List.of(), names) : new JobSpec.Participants(names, List.of());
    }

    private static JobSpec.Aggregation aggregation(CodecScheme scheme, Random random) {
        Rule rule = scheme.isVote() ? one(random, new Rule[] {Rule.MAJORITY_VOTE, Rule.VOTE_MEAN}) : Rule.WEIGHTED_MEAN;
        JobSpec.Weights weights = one(random, JobSpec.Weights.values());
        boolean weighsVotes = rule.countsVotes() && weights == JobSpec.Weights.EXAMPLES;
        return new JobSpec.Aggregation(
                Choice.of(rule),
                one(random, JobSpec.Ties.values()),
                weights,
                weighsVotes ? 1 + random.nextInt(99) : 1,
                choice(one(random, Dampening.values()), random),
                stepCodec(random));
    }

    private static Map<CodecOption, Object> options(CodecScheme scheme, Random random) {
        Map<CodecOption, Object> options = new HashMap<>(scheme.options());
        options.replaceAll((option, usual) -> usual instanceof Double
                ? (Object) random.nextDouble(
                        Math.max(option.min(), 1e-3), Math.min(option.max(), option == CodecOption.K ? 0.99 : 9))
                : usual instanceof Integer
                        ? (Object) random.nextInt((int) option.min(), (int) Math.min(option.max(), 999))
                        : one(random, option.words().toArray()));
        return options;
    }

    private static Optional<JobSpec.Codec> stepCodec(Random random) {
        CodecScheme scheme = one(random, CodecScheme.builtIn().toArray(CodecScheme[]::new));
        return scheme.isForSteps() ? Optional.of(new JobSpec.Codec(scheme, OptionalDouble.empty())) : Optional.empty();
    }

    private static JobSpec.Training training(Random random) {
        OptionalInt count = OptionalInt.of(1 + random.nextInt(100));
        boolean epochs = random.nextBoolean();
        return new JobSpec.Training(
                epochs ? OptionalInt.empty() : count,
                epochs ? count : OptionalInt.empty(),
                1 + random.nextInt(100),
                random.nextDouble(1e-9, 10),
                Regularizer.proximal(random.nextDouble()),
                1 + random.nextLong(1L << 24),
                decay(random),
                random.nextDouble(0.999),
                random.nextDouble());
    }

    private static RateDecay decay(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new RateDecay.Linear(random.nextDouble());
            case 1 -> new RateDecay.Exponential(random.nextDouble(0.99, 1));
            case 2 -> new RateDecay.Steps(List.of(1 + random.nextInt(9), 10 + random.nextInt(9)), 0.1);
            default -> new RateDecay.Cosine(random.nextDouble());
        };
    }

    private static JobSpec.Simulation.Partition partition(Random random) {
        return switch (one(random, PartitionKind.values())) {
            case IID -> new JobSpec.Simulation.Partition(PartitionKind.IID, 0, 0);
            case NATURAL -> new JobSpec.Simulation.Partition(PartitionKind.NATURAL, 0, 0);
            case SHARDS -> new JobSpec.Simulation.Partition(PartitionKind.SHARDS, 0, 1 + random.nextInt(9));
            case DIRICHLET -> new JobSpec.Simulation.Partition(PartitionKind.DIRICHLET, random.nextDouble(1e-3, 9), 0);
            case SIMILARITY -> new JobSpec.Simulation.Partition(PartitionKind.SIMILARITY, random.nextDouble(), 0);
        };
    }

    private static JobSpec.Simulation.Attack attack(int clients, Random random) {
        AttackKind kind = one(random, Choice.builtIn(AttackKind.class).toArray(AttackKind[]::new));
        int attackers = kind == AttackKind.NONE ? 0 : random.nextInt(clients + 1);
        return new JobSpec.Simulation.Attack(
                choice(kind, random), attackers, attackers < clients ? one(random, Holds.values()) : Holds.SHARES);
    }

    /** A kind with whatever its options may be. */
    private static <K extends Choice.Kind> Choice<K> choice(K kind, Random random) {
        Choice<K> choice = Choice.of(kind);
        for (Option option : kind.options()) {
            double any = option.min() + random.nextDouble() * (option.max() - option.min());
            Object value = option.words().isEmpty()
                    ? option.isWhole() ? (Object) (int) Math.rint(any) : (Object) any
                    : one(random, option.words().toArray());
            choice = choice.with(option.name(), value);
        }
        return choice;
    }

    private static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
