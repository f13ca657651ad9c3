package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of the commands as scripts use them: exit code, and one object in the last line. */
class CommandLineTest {
    private static final String JOB = """
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 2, cohort: 2, quorum: 2}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.01}
            simulation: {clients: 2}
            """;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "simulate", "attack-lab", "client", "admin-token"})
    void everyCommandExplainsItselfAndKnowsJson(String command) {
        Run help = Run.of(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("Usage: psephos " + command).contains("--json");
        assertThat(Run.of(command, "--no-such-option").exit()).isNotZero();
    }

    @Row("psephos simulate")
    @Test
    void aSimulationIsToldInOneObjectAndReported() throws IOException {
        Path job = Files.writeString(home.resolve("job.yaml"), JOB);
        Path report = home.resolve("report");
        Run run = Run.of("simulate", job.toString(), "--json", "--report", report.toString());
        assertThat(run.exit()).isZero();
        JsonNode told = run.last();
        assertThat(told.propertyNames())
                .contains(
                        "accuracy",
                        "loss",
                        "rounds",
                        "seconds",
                        "updatesPerSecond",
                        "uploadBytes",
                        "downloadBytes",
                        "digest");
        assertThat(told.path("rounds").asInt()).isEqualTo(2);
        try (Stream<Path> files = Files.list(report)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.endsWith(".html"))
                    .hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(report).isDirectoryContaining("glob:**.csv").isDirectoryContaining("glob:**.json");
        String digest = told.path("digest").asString();
        assertThat(digest(job)).isEqualTo(digest);
        assertThat(digest(job, "--seed", "9")).isNotEqualTo(digest).isEqualTo(digest(job, "--seed", "9"));
        assertThat(digest(job, "--engine", "local")).isEqualTo(digest);
    }

    @Row("psephos simulate")
    @Test
    void whatCannotBeSimulatedEndsWithAnotherCode() throws IOException {
        Path wrong = Files.writeString(home.resolve("wrong.yaml"), "codec: {scheme: morse}");
        for (List<String> arguments : List.of(
                List.of("simulate", wrong.toString()),
                List.of("simulate", home.resolve("none.yaml").toString()),
                List.of("simulate"))) {
            Run run = Run.of(arguments.toArray(String[]::new));
            assertThat(run.exit()).isNotZero();
            assertThat(run.out()).doesNotContain("{\"");
        }
        Path job = Files.writeString(home.resolve("job.yaml"), JOB);
        assertThat(Run.of("simulate", job.toString(), "--data", home.toString(), "--engine", "spark")
                        .exit())
                .isNotZero();
    }

    @Row("psephos serve")
    @Test
    void aServerListensOnLoopbackUnderLocalhost() throws Exception {
        int port = ServerProcess.freePort();
        Path data = Files.createDirectories(home.resolve("server"));
        try (ServerProcess server = ServerProcess.start(data, port)) {
            assertThat(server.url()).isEqualTo(URI.create("http://localhost:" + port));
            assertThat(server.adminTokenFile())
                    .isEqualTo(data.resolve("admin.token").toAbsolutePath());
            OperatorApi operator = new OperatorApi(
                    server.url(), Files.readString(server.adminTokenFile()).strip());
            assertThat(operator.get("/api/v1/jobs").path("items")).isEmpty();
            assertThat(operator.get("/.well-known/oauth-authorization-server")
                            .path("issuer")
                            .asString())
                    .isEqualTo("http://localhost:" + port);
        }
    }

    @Row("psephos client")
    @Test
    void aClientTakesPartUntilItsJobEnds() throws IOException {
        try (PsephosServer server = server()) {
            OperatorApi operator = OperatorApi.of(server);
            String job = started(
                    operator,
                    Map.of(
                            "model", Map.of("net", "softmax", "layers", List.of(64, 10)),
                            "schedule", Map.of("rounds", 2, "cohort", 1, "quorum", 1),
                            "codec", Map.of("scheme", "sign"),
                            "optimizer", Map.of("learningRate", 0.01)));
            Run run = Run.of(client(server, operator, job, "client"));
            assertThat(run.exit()).isZero();
            assertThat(run.last().path("updatesAccepted").asInt()).isEqualTo(2);
            assertThat(operator.get("/api/v1/jobs/" + job).path("state").asString())
                    .isEqualTo("finished");
            Run refused = Run.of(
                    "client",
                    "--server",
                    server.publicUrl().toString(),
                    "--token",
                    "never-issued",
                    "--data",
                    home.resolve("stranger").toString());
            assertThat(refused.exit()).isNotZero();
        }
    }

    /** Of two clients one lies: its NaN reaches the server, which refuses it in every round and goes on with the other. */
    @Row("psephos client")
    @Test
    void aClientMayBeByzantine() throws Exception {
        try (PsephosServer server = server()) {
            OperatorApi operator = OperatorApi.of(server);
            takesPartAlone(server, operator, "honest");
            takesPartAlone(server, operator, "byzantine");
            String job = started(
                    operator,
                    Map.of(
                            "model", Map.of("net", "softmax", "layers", List.of(64, 10)),
                            "schedule", Map.of("rounds", 3, "cohort", 2, "quorum", 1),
                            "codec", Map.of("scheme", "float32")));
            Map<String, JsonNode> told = together(
                    client(server, operator, job, "honest", "--attack", "none"),
                    client(server, operator, job, "byzantine", "--attack", "not-finite"));
            assertThat(told.get("none").path("updatesAccepted").asInt()).isEqualTo(3);
            assertThat(told.get("not-finite").path("updatesRefused").asInt()).isEqualTo(3);
            assertThat(told.get("not-finite").path("updatesAccepted").asInt()).isZero();
            assertThat(operator.get("/api/v1/jobs/" + job).path("state").asString())
                    .isEqualTo("finished");
        }
    }

    @Test
    void aLieThatNobodyKnowsIsRefused() {
        assertThat(Run.of("client", "--server", "http://localhost:1", "--data", home.toString(), "--attack", "charm")
                        .exit())
                .isNotZero();
    }

    /** Enrols a client by a job of its own: a round waits for clients the server knows, not for one that enrols meanwhile. */
    private void takesPartAlone(PsephosServer server, OperatorApi operator, String name) {
        String job = started(
                operator,
                Map.of(
                        "model", Map.of("net", "softmax", "layers", List.of(64, 10)),
                        "schedule", Map.of("rounds", 1, "cohort", 1, "quorum", 1),
                        "codec", Map.of("scheme", "float32")));
        assertThat(Run.of(client(server, operator, job, name)).exit()).isZero();
    }

    private PsephosServer server() {
        return PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0).set("psephos.durability", "memory"));
    }

    private static String started(OperatorApi operator, Map<String, ?> spec) {
        String job = operator.post("/api/v1/jobs", spec).path("job").asString();
        operator.post("/api/v1/jobs/" + job + "/start", null);
        return job;
    }

    /** What commands that run at the same time say at their end, by attack. */
    private static Map<String, JsonNode> together(String[]... commands) throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Integer>> runs = Stream.of(commands)
                    .map(command -> threads.submit(() -> Psephos.run(command)))
                    .toList();
            for (Future<Integer> run : runs) {
                assertThat(run.get(2, TimeUnit.MINUTES)).isZero();
            }
        } finally {
            System.setOut(out);
        }
        return captured.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> ProtocolJson.strict().readTree(line))
                .collect(Collectors.toMap(told -> told.path("attack").asString(), told -> told));
    }

    private String[] client(PsephosServer server, OperatorApi operator, String job, String name, String... more) {
        String token = operator.post("/api/v1/enrollment-tokens", new LinkedHashMap<>())
                .path("token")
                .asString();
        Stream<String> usual = Stream.of(
                "client",
                "--server",
                server.publicUrl().toString(),
                "--token",
                token,
                "--data",
                home.resolve(name).toString(),
                "--job",
                job,
                "--json");
        return Stream.concat(usual, Stream.of(more)).toArray(String[]::new);
    }

    private static String digest(Path job, String... more) {
        String[] options = Stream.concat(Stream.of("--json"), Stream.of(more)).toArray(String[]::new);
        return Run.of("simulate", job, options).last().path("digest").asString();
    }
}
