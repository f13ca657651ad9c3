package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsynchronousRunTest {
    private static final String ASYNCHRONOUS = "{mode: asynchronous, rounds: 400, maxStaleness: 30}";
    private static final String BUFFERED = "{mode: buffered, buffer: 5, rounds: 80, maxStaleness: 30}";

    /** What is drawn is what comes out: the mean within a tenth, the deviation within a third. */
    @ParameterizedTest
    @CsvSource({"true, 6, 2", "true, 12, 4", "false, 2, 1", "true, 0, 0"})
    void updatesLieAsFarBehindAsTheJobAsks(boolean single, double mean, double deviation) throws Exception {
        String staleness = "staleness: {mean: " + mean + ", deviation: " + deviation + "}";

        JobSpec.Simulation.Staleness measured = run(single ? ASYNCHRONOUS : BUFFERED, "float32", staleness, 1)
                .staleness()
                .orElseThrow();

        assertThat(measured.mean()).isCloseTo(mean, within(0.1 * mean + 0.1));
        assertThat(measured.deviation()).isCloseTo(deviation, within(deviation / 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "sto-sign, b: {constant: 0.05}", "top-k, errorFeedback: true"})
    void theNumberOfThreadsChangesNothing(String codec) throws Exception {
        assertThat(run(BUFFERED, codec, "seed: 3", 4).digest())
                .isEqualTo(run(BUFFERED, codec, "seed: 3", 1).digest());
    }

    @Test
    void everyVersionIsMadeOfItsBuffer() throws Exception {
        SimulationResult result = run(BUFFERED, "float32", "seed: 2", 2);

        assertThat(result.state()).isEqualTo(JobState.FINISHED);
        assertThat(result.updates()).isEqualTo(400);
        assertThat(result.history())
                .hasSize(80)
                .extracting(StoredRoundSummary::counted)
                .containsOnly(5);
        assertThat(result.accuracy()).isGreaterThan(0.85);
    }

    @Test
    void whatIsTooOldIsRefusedAndTheJobGoesOn() throws Exception {
        SimulationResult result = run(
                "{mode: asynchronous, rounds: 100, maxStaleness: 5}",
                "float32",
                "staleness: {mean: 5, deviation: 3}",
                1);

        assertThat(result.state()).isEqualTo(JobState.FINISHED);
        assertThat(result.refused()).isPositive();
        assertThat(result.staleness().orElseThrow().mean()).isLessThan(5);
    }

    private static SimulationResult run(String schedule, String codec, String simulation, int threads)
            throws InterruptedException {
        JobSpec spec =
                JobYaml.parse("""
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: %s
                training: {steps: 2, batch: 16, learningRate: 0.1}
                codec: {scheme: %s}
                optimizer: {learningRate: %s}
                evaluation: {every: 1000}
                simulation: {clients: 20, %s}
                """.formatted(schedule, codec, codec.startsWith("sto") ? "0.02" : "1", simulation));
        return new Simulation(spec, DataSets.digits(1), threads).run(event -> {});
    }
}
