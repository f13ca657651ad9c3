package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Participation;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * PostgreSQL stops for a minute under twenty clients: readiness is down meanwhile and no longer, and what was accepted is
 * counted. The test starts a cluster of its own, by {@code .ci/postgres}.
 */
@Tag("nightly")
class StoppedPostgresTest {
    private static final int CLIENTS = 20;
    private static final int AWAY = 60;
    private static final int PATIENCE = 10;

    @TempDir
    private Path home;

    @Test
    void readinessFallsAndRisesByItselfAndNothingIsLost() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path cluster = Files.createDirectories(home.resolve("postgres"));
        String url = postgres("start", cluster);
        boolean isUp = true;
        Path data = Files.createDirectories(home.resolve("server"));
        try (ServerProcess server = ServerProcess.startWith(
                        data, ServerProcess.freePort(), Map.of("PSEPHOS_DATABASE_URL", url), List.of("-Xmx512m"));
                RosterClients clients = gather(server)) {
            List<Integer> statuses = new ArrayList<>();
            watch(server, 10, statuses);
            assertThat(statuses).containsOnly(200);
            int versions = version(server, clients);

            statuses.clear();
            postgres("stop", cluster);
            isUp = false;
            watch(server, AWAY, statuses);
            System.out.println("readiness while PostgreSQL was away, each second: " + statuses);
            assertThat(statuses.subList(PATIENCE, AWAY)).containsOnly(503);
            assertThat(server.isAlive()).isTrue();

            statuses.clear();
            postgres("start", cluster);
            isUp = true;
            watch(server, 3 * PATIENCE, statuses);
            System.out.println("readiness after it was back: " + statuses);
            assertThat(statuses.subList(PATIENCE, statuses.size())).containsOnly(200);
            assertThat(version(server, clients)).isGreaterThan(versions + 1);

            server.operator().post("/api/v1/jobs/" + clients.job() + "/stop", null);
            long told = clients.await().stream()
                    .mapToLong(Participation::updatesAccepted)
                    .sum();
            long kept = 0;
            for (JsonNode client : server.operator().list("/api/v1/jobs/" + clients.job() + "/clients")) {
                kept += client.path("accepted").asLong();
            }
            System.out.printf("%d updates accepted as clients were told, %d as the server has it%n", told, kept);
            assertThat(kept).isEqualTo(told);
        } finally {
            // Where it stopped half-way, what the test says about that counts.
            if (isUp) {
                postgres("stop", cluster);
            }
        }
    }

    /** Asks once a second. */
    private static void watch(ServerProcess server, int seconds, List<Integer> statuses)
            throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(server.url() + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            long next = System.nanoTime();
            for (int second = 0; second < seconds; second++) {
                statuses.add(http.send(ready, BodyHandlers.discarding()).statusCode());
                next += 1_000_000_000;
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        }
    }

    private RosterClients gather(ServerProcess server) throws IOException {
        JobSpec spec = RosterJobs.endless(CLIENTS);
        return RosterClients.gather(
                server.operator(),
                server.url(),
                spec,
                new SyntheticPool(spec, DataSets.digits(Specs.SPLIT_SEED)),
                home,
                progress -> {});
    }

    private static int version(ServerProcess server, RosterClients clients) throws IOException {
        return server.operator()
                .get("/api/v1/jobs/" + clients.job())
                .path("modelVersion")
                .asInt();
    }

    /** What the script prints, which is the URL where a cluster is new. */
    private static String postgres(String command, Path folder) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("../.ci/postgres", command, folder.toString())
                .redirectError(folder.resolveSibling("postgres.log").toFile())
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(() -> command + ": " + said).isZero();
        return said.strip();
    }
}
