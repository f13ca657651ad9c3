package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Rule;
import io.psephos.robustness.aggregator.RuleExtension;
import io.psephos.robustness.aggregator.VectorRule;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests that the sample plug-ins work from a jar, in a simulation, in a lab and over REST. */
class PluginTest {
    private static final int CLIENTS = 3;
    private static final String JOB = """
            name: plugged
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 3, cohort: 3, quorum: 3}
            training: {steps: 5, learningRate: 0.1}
            codec: {scheme: x-nibbles, errorFeedback: true}
            aggregation: {rule: x-midrange, stages: [{kind: x-clip, norm: 0.5}]}
            robustness: {byzantine: 1, filters: [{kind: x-busy, least: 0.001}]}
            simulation: {clients: 3}
            """;
    private static final String ATTACKED =
            JOB.replace("{clients: 3}", "{clients: 3, attack: {kind: x-drift, clients: 1}}");

    @TempDir
    private static Path shared;

    private static Path jar = Path.of("");

    @TempDir
    private Path home;

    @BeforeAll
    static void buildsTheJar() throws IOException {
        jar = SamplePlugins.jar(shared);
    }

    static List<Path> sources() throws IOException {
        return SamplePlugins.sources();
    }

    /** All but a codec with bytes of its own, and a net, which has a gradient. */
    @ParameterizedTest
    @MethodSource("sources")
    void aPluginHasAtMostThirtyLines(Path source) throws IOException {
        long lines = Files.readAllLines(source).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("package "))
                .count();
        assertThat(lines)
                .isLessThanOrEqualTo(source.endsWith("Nibbles.java") || source.endsWith("HingeNet.java") ? 65 : 30);
    }

    @Test
    void aJobOfPluginsIsSimulatedWithTheSameDigestOnAnyNumberOfThreads() throws IOException {
        Run one = simulate(ATTACKED, "--plugin", jar.toString(), "--threads", "1", "--json");
        Run two = simulate(ATTACKED, "--plugin", jar.toString(), "--threads", "2", "--json");

        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(one.last().path("rounds").asInt()).isEqualTo(3);
        assertThat(one.last().path("attack").asString()).isEqualTo("x-drift");
        assertThat(one.last().path("uploadBytesPerUpdate").asDouble())
                .as("four bits a coordinate")
                .isEqualTo(48 + 4 + 650 / 2.0);
        assertThat(two.last().path("digest")).isEqualTo(one.last().path("digest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job.yaml", "moons.yaml"})
    void theSampleJobsRun(String job) {
        Run run = Run.of("simulate", Checkout.file("samples/plugins/" + job), "--plugin", jar.toString(), "--json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.last().path("rounds").asInt()).isEqualTo(20);
        assertThat(run.last().path("accuracy").asDouble()).isGreaterThan(0.8);
    }

    @Test
    void withoutTheJarEveryNameIsRefusedAndHelpIsNear() throws IOException {
        Run run = simulate(ATTACKED);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "codec.scheme: there is no codec 'x-nibbles' here; a jar that has it is given by --plugin FILE.jar")
                .contains("aggregation.rule: there is no rule 'x-midrange' here")
                .contains("aggregation.stages[0].kind: there is no server stage 'x-clip' here")
                .contains("robustness.filters[0].kind: there is no filter 'x-busy' here")
                .contains("simulation.attack.kind: there is no attack 'x-drift' here")
                .doesNotContain("Exception");
    }

    @Test
    void aMisspeltNameIsAskedAfterAndItsOptionsAreChecked() throws IOException {
        Run run = simulate(
                JOB.replace("x-nibbles", "x-nibles").replace("norm: 0.5", "norm: -1"), "--plugin", jar.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("was 'x-nibles'; did you mean x-nibbles?")
                .contains("aggregation.stages[0].norm: must be");
    }

    @Test
    void whatIsNoJarWithExtensionsIsRefusedByItsName() throws IOException {
        Path text = Files.writeString(home.resolve("text.jar"), "no jar");
        assertThat(simulate(JOB, "--plugin", text.toString()).err())
                .contains("--plugin: the plug-in " + text + " is no jar that can be read");
        assertThat(simulate(JOB, "--plugin", home.resolve("none.jar").toString())
                        .err())
                .contains("--plugin: there is no plug-in " + home.resolve("none.jar"));
    }

    /** What a plug-in does is not in the job file. */
    @Test
    void aSweepRunsAgainWithAnotherJar() throws IOException {
        Path other = Files.copy(jar, home.resolve("other.jar"));
        try (FileSystem entries = FileSystems.newFileSystem(other)) {
            Files.writeString(entries.getPath("changed.txt"), "as code would be");
        }

        assertThat(sweep(jar)).hasSize(1);
        assertThat(sweep(jar)).hasSize(1);
        assertThat(sweep(other)).hasSize(2);
    }

    private List<Path> sweep(Path plugin) throws IOException {
        Path out = home.resolve("sweep");
        Run run = simulate(
                JOB,
                "--set",
                "schedule.rounds=1",
                "--seeds",
                "1",
                "--out",
                out.toString(),
                "--plugin",
                plugin.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        try (Stream<Path> files = Files.list(out.resolve("runs"))) {
            return files.toList();
        }
    }

    @Test
    void aLabKnowsPlugins() throws IOException {
        Path lab = Files.writeString(home.resolve("lab.yaml"), """
                name: plugged
                job:
                  model: {net: softmax, layers: [64, 10]}
                  schedule: {rounds: 2}
                  codec: {scheme: float32}
                defences: {midrange: {aggregation: {rule: x-midrange}}}
                attacks: [{kind: x-drift, by: 0.5}]
                honest: 4
                byzantine: [1]
                """);

        Run run = Run.of(
                "attack-lab",
                lab,
                "--plugin",
                jar.toString(),
                "--report",
                home.resolve("lab").toString(),
                "--json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.last().path("state").asString()).isEqualTo("finished");
    }

    /** Over REST: a server with the jar, three clients with it, and one without, to whom the job is not offered. */
    @Test
    void aJobOfPluginsIsServed() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().data(home.resolve("server")).port(0).set("psephos.plugins", jar.toString());
        try (PsephosServer server = PsephosServer.start(options)) {
            OperatorApi operator = OperatorApi.of(server);
            String job = create(operator);
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", CLIENTS + 1))
                    .path("token")
                    .asString();

            Run stranger = Run.of(client(server, token, job, "stranger", false));
            assertThat(stranger.exit()).isNotZero();
            assertThat(stranger.err()).contains("the job needs a codec");

            takePart(server, token, job);

            JsonNode done = operator.get("/api/v1/jobs/" + job);
            assertThat(done.path("state").asString()).isEqualTo("finished");
            assertThat(done.path("spec").path("codec").path("scheme").asString())
                    .isEqualTo("x-nibbles");
        }
    }

    /** A server that is started without the jar keeps the job as it was, and goes on with it later. */
    @Test
    void aJobWaitsForAServerWithItsPlugins() throws Exception {
        ServerOptions bare =
                ServerOptions.defaults().data(home.resolve("server")).port(0);
        String job;
        try (PsephosServer server = PsephosServer.start(bare.set("psephos.plugins", jar.toString()))) {
            job = create(OperatorApi.of(server));
        }
        try (PsephosServer server = PsephosServer.start(bare)) {
            OperatorApi operator = OperatorApi.of(server);
            JsonNode standing = operator.get("/api/v1/jobs/" + job);
            assertThat(standing.path("state").asString()).isEqualTo("running");
            assertThat(standing.path("spec").path("aggregation").path("stages").toString())
                    .contains("x-clip", "0.5");
            assertThat(operator.post("/api/v1/jobs", Map.of("optimizer", Map.of("learningRate", 0.01)))
                            .path("state")
                            .asString())
                    .as("other jobs")
                    .isEqualTo("created");
        }
        try (PsephosServer server = PsephosServer.start(bare.set("psephos.plugins", jar.toString()))) {
            OperatorApi operator = OperatorApi.of(server);
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", CLIENTS))
                    .path("token")
                    .asString();
            takePart(server, token, job);
            assertThat(operator.get("/api/v1/jobs/" + job).path("state").asString())
                    .isEqualTo("finished");
        }
    }

    /** What a plug-in throws ends its own job, by its name, and nothing else of the server. */
    @Test
    void aPluginThatThrowsFailsItsJobAndNotTheServer() throws Exception {
        RuleExtension broken = new RuleExtension() {
            @Override
            public String name() {
                return "x-broken";
            }

            @Override
            public VectorRule rule(Choice<Rule> choice, long roundSeed) {
                throw new IllegalStateException("out of ideas");
            }
        };
        ServerOptions options = ServerOptions.defaults()
                .data(home.resolve("server"))
                .port(0)
                .set("psephos.plugins", jar.toString())
                .with(broken);
        try (PsephosServer server = PsephosServer.start(options)) {
            OperatorApi operator = OperatorApi.of(server);
            String job = create(operator, JOB.replace("x-midrange", "x-broken"));
            String other = create(operator);
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", CLIENTS))
                    .path("token")
                    .asString();

            takePart(server, token, job);
            takePart(server, token, other);

            JsonNode failed = operator.get("/api/v1/jobs/" + job);
            assertThat(failed.path("state").asString()).isEqualTo("failed");
            assertThat(failed.path("reason").asString())
                    .isEqualTo("rule 'x-broken' failed: IllegalStateException: out of ideas");
            assertThat(operator.get("/api/v1/jobs/" + other).path("state").asString())
                    .isEqualTo("finished");
        }
    }

    private static String create(OperatorApi operator) {
        return create(operator, JOB);
    }

    private static String create(OperatorApi operator, String yaml) {
        Map<String, Object> tree = new LinkedHashMap<>();
        JobYaml.tree(yaml).forEach((key, value) -> tree.put(key.toString(), value));
        String job = operator.post("/api/v1/jobs", tree).path("job").asString();
        operator.post("/api/v1/jobs/" + job + "/start", null);
        return job;
    }

    private void takePart(PsephosServer server, String token, String job) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String[] arguments = client(server, token, job, "client-" + i, true);
                clients.add(threads.submit(() -> Psephos.run(arguments)));
            }
            for (Future<Integer> client : clients) {
                assertThat(client.get()).isZero();
            }
        }
    }

    private String[] client(PsephosServer server, String token, String job, String name, boolean hasJar) {
        List<String> arguments = new ArrayList<>(List.of(
                "client",
                "--server",
                server.publicUrl().toString(),
                "--token",
                token,
                "--job",
                job,
                "--data",
                home.resolve(name).toString()));
        if (hasJar) {
            arguments.addAll(List.of("--plugin", jar.toString()));
        }
        return arguments.toArray(String[]::new);
    }

    private Run simulate(String job, String... options) throws IOException {
        return Run.of("simulate", Files.writeString(home.resolve("job.yaml"), job), options);
    }
}
