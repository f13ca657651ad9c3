package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.PsephosClient;
import io.psephos.client.Trainer;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Row;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.SyntheticPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of asynchronous and buffered jobs with SDK clients over REST. */
class BufferedJobsTest {
    private static final int CLIENTS = 4;

    @TempDir
    private Path home;

    @Row({"schedule.mode buffered", "schedule.mode asynchronous"})
    @ParameterizedTest
    @ValueSource(strings = {"{mode: buffered, buffer: 3, rounds: 20}", "{mode: asynchronous, rounds: 60, cohort: 3}"})
    void clientsGoOnWithoutWaitingForEachOther(String schedule) throws Exception {
        Ended ended = run(schedule, "{scheme: top-k, k: 0.2, errorFeedback: true}", trainers -> {});

        assertThat(ended.job().path("state").asString()).isEqualTo("finished");
        int buffer = schedule.contains("buffer:") ? 3 : 1;
        assertThat(ended.rounds()).hasSize(60 / buffer).allSatisfy(round -> {
            assertThat(round.path("state").asString()).isEqualTo("published");
            assertThat(round.path("counted").asInt()).isEqualTo(buffer);
        });
        assertThat(ended.accuracy()).isGreaterThan(0.5);
    }

    @Row("409 stale")
    @Test
    void whoTrainsForTooLongStartsAfreshWithTheNextVersion() throws Exception {
        CountDownLatch others = new CountDownLatch(12);
        Ended ended = run("{mode: buffered, buffer: 2, rounds: 20, maxStaleness: 2}", "{scheme: float32}", trainers -> {
            for (int position = 1; position < CLIENTS; position++) {
                Trainer trainer = trainers.get(position);
                trainers.set(position, task -> {
                    others.countDown();
                    return trainer.train(task);
                });
            }
            Trainer slow = trainers.get(0);
            trainers.set(0, task -> {
                assertThat(others.await(1, TimeUnit.MINUTES)).isTrue();
                return slow.train(task);
            });
        });

        assertThat(ended.job().path("state").asString()).isEqualTo("finished");
        int stale = ended.rounds().stream()
                .mapToInt(round -> round.path("refused").path("stale").asInt(0))
                .sum();
        assertThat(stale).as("the slow one's first update").isPositive();
        assertThat(ended.rounds())
                .allSatisfy(round -> assertThat(round.path("counted").asInt()).isEqualTo(2));
    }

    /** The result of a job. */
    private record Ended(JsonNode job, List<JsonNode> rounds, double accuracy) {}

    /** Changes some clients' training. */
    @FunctionalInterface
    private interface Change {
        void of(List<Trainer> trainers);
    }

    private Ended run(String schedule, String codec, Change change) throws Exception {
        JobSpec spec = JobYaml.parse("""
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: %s
                training: {steps: 2, batch: 16, learningRate: 0.1}
                codec: %s
                aggregation: {dampening: polynomial}
                evaluation: {every: 20}
                simulation: {clients: %d, partition: {dirichlet: 1}, seed: 5}
                """.formatted(schedule, codec, CLIENTS));
        SyntheticPool pool = new SyntheticPool(spec, DataSets.digits(Specs.SPLIT_SEED));
        List<Trainer> trainers = new ArrayList<>();
        for (int position = 0; position < CLIENTS; position++) {
            trainers.add(pool.trainer(position));
        }
        change.of(trainers);
        try (PsephosServer server = PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0))) {
            OperatorApi operator = OperatorApi.of(server);
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", CLIENTS))
                    .path("token")
                    .asString();
            String job = operator.post("/api/v1/jobs", JobFile.render(spec))
                    .path("job")
                    .asString();
            operator.post("/api/v1/jobs/" + job + "/start", null);
            takePart(server, token, new JobId(job), trainers);
            List<JsonNode> rounds = operator.get("/api/v1/jobs/" + job + "/rounds?limit=500")
                    .path("items")
                    .valueStream()
                    .toList();
            double accuracy = operator.get("/api/v1/jobs/" + job + "/metrics?limit=500")
                    .path("items")
                    .valueStream()
                    .filter(metric -> metric.path("name").asString().equals("accuracy"))
                    .reduce((older, newer) -> newer)
                    .orElseThrow()
                    .path("value")
                    .asDouble();
            return new Ended(operator.get("/api/v1/jobs/" + job), rounds, accuracy);
        }
    }

    private void takePart(PsephosServer server, String token, JobId job, List<Trainer> trainers) throws Exception {
        List<PsephosClient> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int position = 0; position < trainers.size(); position++) {
                PsephosClient client = PsephosClient.builder()
                        .server(server.publicUrl())
                        .enrolmentToken(token)
                        .dataDirectory(home.resolve("client-" + position))
                        .job(job)
                        .build();
                clients.add(client);
                Trainer trainer = trainers.get(position);
                parts.add(threads.submit(() -> client.takePart(trainer)));
            }
            for (Future<?> part : parts) {
                part.get(2, TimeUnit.MINUTES);
            }
        } finally {
            clients.forEach(PsephosClient::close);
        }
    }
}
