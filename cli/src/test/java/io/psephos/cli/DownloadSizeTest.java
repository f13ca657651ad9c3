package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Progress;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.SyntheticPool;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the bytes that running clients download per round. */
class DownloadSizeTest {
    private static final int ROUNDS = 4;

    @TempDir
    private Path home;

    /** Three votes cannot tie, so that a step is one bit a weight; two can, and it is two. */
    @ParameterizedTest
    @CsvSource({"3, 31", "2, 15.5"})
    void stepsAreSmall(int cohort, double timesLess) throws Exception {
        JobSpec spec = JobYaml.parse("""
                model: {net: mlp, layers: [64, 1400, 10], seed: 11}
                participants: {roster: [%s]}
                schedule: {rounds: %d, deadline: PT60S}
                training: {steps: 1, batch: 16, learningRate: 0.05}
                codec: {scheme: sto-sign, b: {constant: 0.05}}
                optimizer: {learningRate: 0.005}
                evaluation: {data: none}
                simulation: {data: digits, clients: %d, partition: iid, seed: 5}
                """.formatted(String.join(", ", RosterJobs.names(cohort)), ROUNDS, cohort));
        long float32 = Float.BYTES * Nets.parameterCount(spec.model());
        Queue<Progress.UpdateSent> sent = new ConcurrentLinkedQueue<>();
        try (PsephosServer server = PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0))) {
            OperatorApi operator = OperatorApi.of(server);
            SyntheticPool pool = new SyntheticPool(spec, DataSets.digits(Specs.SPLIT_SEED));
            try (RosterClients clients =
                    RosterClients.gather(operator, server.publicUrl(), spec, pool, home, progress -> {
                        if (progress instanceof Progress.UpdateSent update) {
                            sent.add(update);
                        }
                    })) {
                clients.await();
            }
        }

        assertThat(float32).isGreaterThan(400_000);
        assertThat(sent).hasSize(cohort * ROUNDS);
        assertThat(sent)
                .allSatisfy(update -> assertThat((double) update.bytesDown())
                        .as("round " + update.round())
                        .isLessThanOrEqualTo(update.round() == 0 ? float32 * 1.01 : float32 / timesLess));
    }
}
