package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Trained;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rounds whose frames together are larger than the server's heap, uploaded by all clients at once. */
@Tag("nightly")
class LargeRoundTest {
    private static final int CLIENTS = 64;
    private static final int ROUNDS = 2;
    private static final DataSet DIGITS = DataSets.digits(Specs.SPLIT_SEED);

    @TempDir
    private Path home;

    /** 640 MB of frames a round, in 512 MB. */
    @Test
    void aSmallHeapComesToTheSameModelAsALargeOne() throws Exception {
        String small = digest(home.resolve("small"), "-Xmx512m");

        assertThat(small).isEqualTo(digest(home.resolve("large"), "-Xmx3g"));
    }

    private static String digest(Path home, String heap) throws Exception {
        JobSpec spec =
                JobYaml.parse("""
                name: large
                model: {net: mlp, layers: [64, 33000, 10], seed: 11}
                participants: {roster: [%s]}
                schedule: {rounds: %d, cohort: %d, deadline: PT10M}
                training: {steps: 1, batch: 1, learningRate: 0.1}
                codec: {scheme: float32}
                evaluation: {data: none}
                simulation: {data: digits, clients: %d, seed: 5}
                """.formatted(String.join(", ", RosterJobs.names(CLIENTS)), ROUNDS, CLIENTS, CLIENTS));
        Path data = Files.createDirectories(home.resolve("server"));
        try (ServerProcess server = ServerProcess.start(data, ServerProcess.freePort(), Map.of(), heap)) {
            OperatorApi operator = new OperatorApi(
                    server.url(), Files.readString(server.adminTokenFile()).strip());
            try (RosterClients clients = RosterClients.gather(
                    operator,
                    server.url(),
                    spec,
                    new SyntheticPool(spec, DIGITS),
                    home,
                    trainer -> task -> new Trained(moved(task.parameters()), 1, 1))) {
                clients.await();
                for (JsonNode round : operator.list("/api/v1/jobs/" + clients.job() + "/rounds")) {
                    assertThat(round.path("counted").asInt()).isEqualTo(CLIENTS);
                }
                assertThat(frames(data)).as("segments of ended rounds").isZero();
                return ServedModels.digest(operator, clients.job(), spec);
            }
        }
    }

    private static float[] moved(float[] parameters) {
        float[] moved = parameters.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += 0.01f * (i % 7);
        }
        return moved;
    }

    private static long frames(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("segments"))) {
            return files.filter(file -> file.getFileName().toString().contains(".round."))
                    .count();
        }
    }
}
