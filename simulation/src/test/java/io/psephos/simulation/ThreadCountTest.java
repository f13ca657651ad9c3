package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Trainer;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.plan.Stages;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs in which it matters who sends first come to one model on any number of threads. Clients dawdle for unequal times
 * before they train, so that four threads end in another order than one; where that order decided, the first two came to
 * another model in 40 of 40 trials, and the third one stalled.
 */
class ThreadCountTest {
    private static final DataSet DIGITS = DataSets.digits(1);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    more asked than needed   | {rounds: 6, cohort: 6, quorum: 4, overSelect: 1.5} | []
                    a filter that remembers  | {rounds: 6, cohort: 9, quorum: 2} | [{kind: adaptive-norm, quantile: 0.5, start: 0.2}]
                    slots that refusals free | {rounds: 6, cohort: 5, quorum: 2} | [{kind: norm-bound, norm: 0.27}]
                    """)
    void theOrderOfThreadsDecidesNothing(String name, String schedule, String filters) throws InterruptedException {
        JobSpec spec = JobYaml.parse("""
                model: {net: mlp, layers: [64, 12, 10], seed: 3}
                schedule: %s
                training: {steps: 2, batch: 16, learningRate: 0.1}
                codec: {scheme: float32}
                robustness: {filters: %s}
                evaluation: {every: 3}
                simulation: {clients: 12, partition: {dirichlet: 0.3}, seed: 5}
                """.formatted(schedule, filters));
        SimulationResult one = run(spec, 1);

        assertThat(one.state()).isEqualTo(JobState.FINISHED);
        for (int trial = 0; trial < 3; trial++) {
            SimulationResult four = run(spec, 4);
            assertThat(four.digest()).isEqualTo(one.digest());
            assertThat(four.refused()).isEqualTo(one.refused());
        }
    }

    /** Clients of the simulation's own, which train in memory of their thread, with evaluations by all threads. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void anyNumberOfThreadsComesToTheModelOfOne(int threads) throws InterruptedException {
        for (String codec : List.of(
                "float32", "sto-sign, b: {constant: 0.05}", "top-k, errorFeedback: true", "float32, momentum: 0.5")) {
            for (String schedule :
                    List.of("{rounds: 5, cohort: 9, quorum: 9}", "{mode: buffered, rounds: 8, cohort: 9, buffer: 3}")) {
                JobSpec spec = JobYaml.parse("""
                        model: {net: mlp, layers: [64, 12, 10], seed: 3}
                        schedule: %s
                        training: {epochs: 1, batch: 16, learningRate: 0.1}
                        codec: {scheme: %s}
                        optimizer: {learningRate: 0.05}
                        simulation: {clients: 12, partition: {dirichlet: 0.3}, seed: 5}
                        """.formatted(schedule, codec));
                SimulationResult one = new Simulation(spec, DIGITS, 1).run(event -> {});
                SimulationResult several = new Simulation(spec, DIGITS, threads).run(event -> {});

                assertThat(several.digest()).as(codec).isEqualTo(one.digest());
                assertThat(several.metrics()).as(codec).isEqualTo(one.metrics());
            }
        }
    }

    private static SimulationResult run(JobSpec spec, int threads) throws InterruptedException {
        return new Simulation(spec, DIGITS, threads, Stages.builtIn(), ThreadCountTest::dawdling).run(event -> {});
    }

    private static Trainer dawdling(Trainer trainer) {
        return task -> {
            int turns =
                    400_000 * Math.floorMod(task.offer().assignment().value().hashCode() * 7919, 5);
            for (int turn = 0; turn < turns; turn++) {
                Thread.onSpinWait();
            }
            return trainer.train(task);
        };
    }
}
