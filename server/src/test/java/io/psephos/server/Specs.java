package io.psephos.server;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.EvaluationData;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.PartitionKind;
import io.psephos.protocol.Rule;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A small job. */
final class Specs {
    private Specs() {}

    static JobSpec spec(String name) {
        return new JobSpec(
                name,
                new JobSpec.Model("softmax", List.of(4, 2), 7),
                new JobSpec.Participants(List.of("default"), List.of()),
                new JobSpec.Schedule(10, 4, 1.0, 3, Duration.ofSeconds(30)),
                new JobSpec.Training(OptionalInt.of(1), OptionalInt.empty(), 32, 0.01, 0, 1_000_000),
                new JobSpec.Codec(CodecScheme.STO_SIGN, OptionalDouble.of(0.05)),
                new JobSpec.Aggregation(Rule.MAJORITY_VOTE, JobSpec.Ties.ZERO, JobSpec.Weights.UNIFORM),
                new JobSpec.Optimizer(0.01, 1),
                new JobSpec.Robustness(0),
                new JobSpec.Privacy(),
                new JobSpec.Evaluation(EvaluationData.NONE, "digits", 5),
                new JobSpec.Stop(OptionalDouble.empty()),
                new JobSpec.Simulation(
                        "digits",
                        1,
                        new JobSpec.Simulation.Partition(PartitionKind.IID, 1, 1),
                        1,
                        new JobSpec.Simulation.Attack(AttackKind.NONE, 0)));
    }
}
