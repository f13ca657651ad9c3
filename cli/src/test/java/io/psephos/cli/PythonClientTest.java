package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Participation;
import io.psephos.client.PsephosClient;
import io.psephos.client.Trainer;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The Python client of the samples, written from the protocol's text, against a real server. */
class PythonClientTest {
    private static final int ROUNDS = 5;

    @TempDir
    private Path home;

    private final DataSet digits = DataSets.digits(Specs.SPLIT_SEED);

    @BeforeEach
    void needsPythonAndOpenssl() throws Exception {
        Python.assumeItIsThere();
    }

    @Test
    void goldenVectors() throws Exception {
        Path vectors = Path.of("..", "compression", "src", "test", "resources", "vectors");
        Process check = python("test_vectors.py", vectors.toAbsolutePath().toString());
        assertThat(check.waitFor()).as(Files.readString(log())).isZero();
        assertThat(Files.readString(log())).contains("vectors checked: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {RosterJobs.VOTES, RosterJobs.FLOATS})
    void countsBesideJavaClients(String codec) throws Exception {
        JobSpec spec = spec(codec, 3, ROUNDS);
        try (PsephosServer server = server()) {
            OperatorApi operator = operator(server);
            String token = token(operator);
            String job = startedJob(operator, spec);
            SyntheticPool pool = new SyntheticPool(spec, digits);
            List<PsephosClient> javaClients =
                    List.of(javaClient(server, token, job, 0), javaClient(server, token, job, 1));
            List<CompletableFuture<Participation>> parts =
                    List.of(taking(javaClients.get(0), pool.trainer(0)), taking(javaClients.get(1), pool.trainer(1)));
            try {
                endsWell(client(server, token, job, ROUNDS), ROUNDS);
                awaitEnd(operator, job);
            } finally {
                javaClients.forEach(PsephosClient::close);
            }
            for (CompletableFuture<Participation> part : parts) {
                assertThat(part.get(1, TimeUnit.MINUTES).updatesAccepted()).isEqualTo(ROUNDS);
            }
            assertThat(operator.list("/api/v1/jobs/" + job + "/rounds"))
                    .hasSize(ROUNDS)
                    .allSatisfy(round -> {
                        assertThat(round.path("state").asString()).isEqualTo("published");
                        assertThat(round.path("counted").asInt()).isEqualTo(3);
                    });
        }
    }

    /** Its gradients are right: what it learns alone, everybody sees. */
    @Test
    void learnsAlone() throws Exception {
        int rounds = 8 * ROUNDS;
        JobSpec spec = spec(RosterJobs.VOTES, 1, rounds);
        try (PsephosServer server = server()) {
            OperatorApi operator = operator(server);
            String job = startedJob(operator, spec);
            endsWell(client(server, token(operator), job, rounds), rounds);
            awaitEnd(operator, job);
            List<Double> accuracy = operator.list("/api/v1/jobs/" + job + "/metrics").stream()
                    .filter(metric -> metric.path("name").asString().equals("accuracy"))
                    .map(metric -> metric.path("value").asDouble())
                    .toList();
            assertThat(accuracy.get(accuracy.size() - 1)).isGreaterThan(0.6);
        }
    }

    /** Once, and not where it has examples of its own. */
    @Test
    void saysThatItTrainsOnMadeUpExamples() throws Exception {
        String madeUp = "trains on 200 made-up examples";
        try (PsephosServer server = server()) {
            OperatorApi operator = operator(server);
            String token = token(operator);
            String job = startedJob(operator, spec(RosterJobs.VOTES, 1, 2));
            endsWell(
                    python(
                            "psephos_client.py",
                            "--server",
                            server.publicUrl().toString(),
                            "--token",
                            token,
                            "--data",
                            home.resolve("python").toString(),
                            "--job",
                            job,
                            "--rounds",
                            "2"),
                    2);
            assertThat(Files.readString(log())).containsOnlyOnce(madeUp).contains("--examples");
            String second = startedJob(operator, spec(RosterJobs.VOTES, 1, 1));
            endsWell(client(server, token, second, 1), 1);
            assertThat(Files.readString(log())).doesNotContain("made-up");
        }
    }

    /** The first call of each kind: the next attempt is as good as a first one, also where only the answer was lost. */
    @ParameterizedTest
    @EnumSource
    void goesOnWhereEachCallIsAnsweredByAnother(ForeignProxy.Foreign answer) throws Exception {
        Set<String> met = ConcurrentHashMap.newKeySet();
        try (ForeignProxy proxy = ForeignProxy.start(call -> met.add(call) ? Optional.of(answer) : Optional.empty());
                PsephosServer server = PsephosServer.start(ServerOptions.defaults()
                        .data(home.resolve("server"))
                        .port(0)
                        .publicUrl(proxy.url()))) {
            proxy.forwardTo(server.port());
            OperatorApi operator = new OperatorApi(
                    URI.create("http://localhost:" + server.port()),
                    Files.readString(server.adminTokenFile()).strip());
            String job = startedJob(operator, spec(RosterJobs.VOTES, 1, 2));
            endsWell(client(server, token(operator), job, 2), 2);
        }
        assertThat(met).contains("enrollments", "token", "offers", "model", "update");
    }

    /** What it cannot sign is no fault of the server's, and nothing to wait for. */
    @Test
    void endsWhereItCannotSign() throws Exception {
        try (PsephosServer server = server()) {
            OperatorApi operator = operator(server);
            String token = token(operator);
            String job = startedJob(operator, spec(RosterJobs.VOTES, 1, 2));
            endsWell(client(server, token, job, 1), 1);

            Path toSign = home.resolve("python/to-sign");
            Files.delete(toSign);
            Files.createDirectory(toSign);
            Process python = client(server, token, job, 1);
            try {
                assertThat(python.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
                assertThat(python.exitValue()).isNotZero();
                assertThat(Files.readString(log())).contains("to-sign").doesNotContain("waiting for");
            } finally {
                python.destroyForcibly();
            }
        }
    }

    private static JobSpec spec(String codec, int cohort, int rounds) {
        boolean votes = codec.equals(RosterJobs.VOTES);
        return JobYaml.parse("""
                name: python
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: %d, cohort: %d, quorum: %d, deadline: PT60S}
                training: {steps: 1, batch: 32, learningRate: 0.05}
                codec: %s
                aggregation: {rule: %s}
                optimizer: {learningRate: %s}
                evaluation: {data: server, set: digits, every: 5}
                simulation: {data: digits, clients: 3, partition: iid, seed: 5}
                """.formatted(
                rounds, cohort, cohort, codec, votes ? "majority-vote" : "weighted-mean", votes ? "0.02" : "1"));
    }

    private PsephosServer server() {
        return PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0));
    }

    private static OperatorApi operator(PsephosServer server) throws IOException {
        return OperatorApi.of(server);
    }

    private static String token(OperatorApi operator) {
        return operator.post("/api/v1/enrollment-tokens", Map.of("uses", 3))
                .path("token")
                .asString();
    }

    private static String startedJob(OperatorApi operator, JobSpec spec) {
        String job =
                operator.post("/api/v1/jobs", JobFile.render(spec)).path("job").asString();
        operator.post("/api/v1/jobs/" + job + "/start", null);
        return job;
    }

    private static void awaitEnd(OperatorApi operator, String job) {
        try (Stream<JsonNode> events = operator.events(job)) {
            assertThat(events.map(event -> event.path("event").asString())).contains("job-finished");
        }
    }

    private PsephosClient javaClient(PsephosServer server, String token, String job, int position) {
        return PsephosClient.builder()
                .server(server.publicUrl())
                .enrolmentToken(token)
                .dataDirectory(home.resolve("java-" + position))
                .job(new JobId(job))
                .build();
    }

    private static CompletableFuture<Participation> taking(PsephosClient client, Trainer trainer) {
        return CompletableFuture.supplyAsync(() -> client.takePart(trainer), task -> new Thread(task).start());
    }

    private void endsWell(Process python, int updates) throws Exception {
        try {
            assertThat(python.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(python.exitValue()).as(Files.readString(log())).isZero();
            assertThat(Files.readString(log())).endsWith("accepted: " + updates + "\n");
        } finally {
            python.destroyForcibly();
        }
    }

    private Process client(PsephosServer server, String token, String job, int rounds) throws IOException {
        return python(
                "psephos_client.py",
                "--server",
                server.publicUrl().toString(),
                "--token",
                token,
                "--data",
                home.resolve("python").toString(),
                "--job",
                job,
                "--rounds",
                Integer.toString(rounds),
                "--examples",
                examples().toString());
    }

    /** Every third training example as the client reads it. */
    private Path examples() throws IOException {
        Examples training = digits.training();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < training.count(); i += 3) {
            StringBuilder line = new StringBuilder();
            for (float feature : training.features(i)) {
                line.append(feature).append(',');
            }
            lines.add(line.append(training.label(i)).toString());
        }
        return Files.write(home.resolve("digits.csv"), lines);
    }

    private Process python(String... arguments) throws IOException {
        return Python.start(log(), arguments);
    }

    private Path log() {
        return home.resolve("python.log");
    }
}
