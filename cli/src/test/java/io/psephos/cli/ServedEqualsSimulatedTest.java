package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.psephos.client.Participation;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.SyntheticPool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a roster job gives the same model, bit for bit, in process and over REST. */
class ServedEqualsSimulatedTest {
    private static final int CLIENTS = 7;
    private static final int COHORT = 5;
    private static final int ROUNDS = 12;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                RosterJobs.VOTES,
                RosterJobs.FLOATS,
                "{scheme: terngrad, b: {adaptive: {rank: 1}}}",
                "{scheme: diana, bucket: 64}",
                "{scheme: top-k, k: 0.05, errorFeedback: true, entropy: zstd}",
                "{scheme: power-sgd}",
                "{scheme: dq-sgd}",
                "{scheme: qsgd}"
            })
    void oneDigest(String codec) throws Exception {
        int cohort = codec.contains("diana") ? CLIENTS : COHORT;
        JobSpec spec = RosterJobs.spec(codec, CLIENTS, cohort, ROUNDS);
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        SimulationResult simulated = new Simulation(spec, digits, 2).run(event -> {});
        SimulationResult again = new Simulation(spec, digits, 1).run(event -> {});
        assertThat(again.digest()).as("two simulations").isEqualTo(simulated.digest());

        try (PsephosServer server = PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0))) {
            OperatorApi operator = OperatorApi.of(server);
            SyntheticPool pool = new SyntheticPool(spec, digits);
            try (RosterClients clients =
                    RosterClients.gather(operator, server.publicUrl(), spec, pool, home, progress -> {})) {
                List<Participation> parts = clients.await();
                assertThat(parts.stream()
                                .mapToLong(Participation::updatesAccepted)
                                .sum())
                        .isEqualTo((long) cohort * ROUNDS);
                // The ids of jobs differ in length, and stand in the files.
                assertThat(parts.stream().mapToLong(Participation::bytesDown).sum())
                        .as("bytes down")
                        .isCloseTo(simulated.downloadBytes(), withinPercentage(1));
                assertThat(parts.stream().mapToLong(Participation::bytesUp).sum())
                        .isEqualTo(simulated.uploadBytes());
                assertThat(ServedModels.digest(operator, clients.job(), spec)).isEqualTo(simulated.digest());
            }
        }
        assertThat(again.downloadBytes()).isEqualTo(simulated.downloadBytes());
        assertThat(simulated.history().stream()
                        .mapToLong(StoredRoundSummary::bytesDown)
                        .sum())
                .isEqualTo(simulated.downloadBytes());
        assertThat(simulated.rounds()).isEqualTo(ROUNDS);
        assertThat(simulated.accuracy()).as("it learned something").isGreaterThan(0.15);
    }
}
