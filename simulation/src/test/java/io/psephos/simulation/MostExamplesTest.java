package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Trained;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.plan.Stages;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.JobSpec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that take fewer examples of a client than it holds, here 10 of 287. */
class MostExamplesTest {
    private static final DataSet DIGITS = DataSets.digits(1);

    @ParameterizedTest
    @CsvSource({"epochs: 1, 10", "epochs: 3, 10", "steps: 1, 4", "steps: 3, 10", "steps: 40, 10"})
    void clientsTrainOnNoMoreThanTheJobTakes(String training, long used) throws InterruptedException {
        Queue<Long> counts = new ConcurrentLinkedQueue<>();
        SimulationResult result = new Simulation(
                        spec(training, AttackKind.NONE), DIGITS, 2, Stages.builtIn(), trainer -> task -> {
                            Trained trained = trainer.train(task);
                            counts.add(trained.exampleCount());
                            return trained;
                        })
                .run(event -> {});

        assertThat(result.state()).isEqualTo(JobState.FINISHED);
        assertThat(counts).hasSize(5 * 4).containsOnly(used);
    }

    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void attackersDoNotEither(AttackKind kind) throws InterruptedException {
        SimulationResult one = new Simulation(spec("epochs: 2", kind), DIGITS, 1).run(event -> {});
        SimulationResult four = new Simulation(spec("epochs: 2", kind), DIGITS, 4).run(event -> {});

        assertThat(one.state()).isEqualTo(JobState.FINISHED);
        assertThat(four.digest()).isEqualTo(one.digest());
    }

    /** Ten examples that are drawn anew for each update teach more than the same ten ever again. */
    @Test
    void theExamplesAreDrawnAnewForEachUpdate() throws InterruptedException {
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: 60, cohort: 2, quorum: 2}
                training: {steps: 5, batch: 10, learningRate: 0.05, maxExamples: 10}
                codec: {scheme: float32}
                simulation: {clients: 2, seed: 5}
                """);

        assertThat(new Simulation(spec, DIGITS, 2).run(event -> {}).accuracy()).isGreaterThan(0.85);
    }

    private static JobSpec spec(String training, AttackKind kind) {
        return JobYaml.parse("""
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: 4, cohort: 5, quorum: 1}
                training: {%s, batch: 4, learningRate: 0.1, maxExamples: 10}
                codec: {scheme: float32}
                simulation: {clients: 5, partition: iid, seed: 5, attack: {kind: %s, clients: %d}}
                """.formatted(training, kind.word(), kind == AttackKind.NONE ? 0 : 2));
    }
}
