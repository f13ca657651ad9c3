package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kardam's Lipschitz filter on handwritten digits, with updates that lie behind. */
class KardamTest {

    /**
     * Among honest clients on unlike data at least the share (n − f)/n passes: the slowdown is at most f/n. Seeds are
     * fixed, and the shares are 0.725 and 0.906.
     */
    @ParameterizedTest
    @CsvSource({"10, 3", "10, 1"})
    void honestClientsAreSlowedDownByNoMoreThanTheirShare(int clients, int byzantine) throws Exception {
        String roster = IntStream.range(0, clients).mapToObj(i -> "n-" + i).collect(Collectors.joining(", "));
        SimulationResult result = new Simulation(
                        JobYaml.parse("""
                        model: {net: softmax, layers: [64, 10], seed: 3}
                        participants: {roster: [%s]}
                        schedule: {mode: asynchronous, rounds: 700, maxStaleness: 60}
                        training: {steps: 2, batch: 16, learningRate: 0.1}
                        codec: {scheme: float32}
                        aggregation: {dampening: inverse}
                        optimizer: {learningRate: 0.3}
                        robustness: {byzantine: %d, filters: [{kind: lipschitz, mode: per-worker}]}
                        evaluation: {every: 700}
                        simulation: {clients: %d, partition: {dirichlet: 0.5}, seed: 5}
                        """.formatted(roster, byzantine, clients)), DataSets.digits(1), 2)
                .run(event -> {});

        assertThat(result.state()).isEqualTo(JobState.FINISHED);
        double share = (double) result.updates() / (result.updates() + result.refused());
        double least = (double) (clients - byzantine) / clients;
        assertThat(share).isBetween(least, least + 0.05);
        assertThat(result.accuracy()).isGreaterThan(0.7);
    }
}
