package io.psephos.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.psephos.client.Participation;
import io.psephos.client.PsephosClient;
import io.psephos.client.Trainer;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.CarriedTensor;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.Safetensors;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What docs/own-model.md promises: its code is the samples' code, and its commands do what it says. */
class OwnModelWalkThroughTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("own-model");
    private static final int DEVICES = 3;
    private static final int ROUNDS = 60;

    private static final String FED_AVG = """
            model: {upload: true}
            schedule: {rounds: 3, cohort: 1}
            training: {steps: 20, batch: 64, learningRate: 0.2}
            codec: {scheme: float32}
            aggregation: {rule: weighted-mean}
            optimizer: {learningRate: 1}
            """;

    @TempDir
    private Path home;

    static List<CodeBlock> code() throws IOException {
        return CodeBlock.in(Files.readString(ROOT.resolve("docs/own-model.md"))).stream()
                .filter(block -> !List.of("sh", "text").contains(block.language()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("code")
    void itsCodeIsTheSamplesCode(CodeBlock block) throws IOException {
        assertThat(block.source()).as("where the block comes from").isNotEmpty();
        assertThat(block.standsIn(Files.readString(ROOT.resolve(block.source()))))
                .as(block.source() + " has, line for line, " + block.text())
                .isTrue();
    }

    @Test
    void aBlockThatDiffersIsNoticed() {
        String source = "class A {\n    int a() {\n\n        return 1;\n    }\n}\n";
        CodeBlock same = CodeBlock.in("<!-- A.java -->\n```java\nint a() {\n\n    return 1;\n}\n```\n")
                .get(0);
        CodeBlock other =
                CodeBlock.in("```java\nint a() {\n\n    return 2;\n}\n```\n").get(0);

        assertThat(same.source()).isEqualTo("A.java");
        assertThat(same.standsIn(source)).isTrue();
        assertThat(other.source()).isEmpty();
        assertThat(other.standsIn(source)).isFalse();
    }

    /** Batches are whole and votes are signs, so that chance plays no part. */
    @Test
    void threeDevicesTrainAModelThatTheServerDoesNotKnow() throws Exception {
        byte[] start = Files.readAllBytes(FOLDER.resolve("rings.safetensors"));
        try (PsephosServer server = server()) {
            Operator operator = Operator.of(server);
            String file = Files.readString(FOLDER.resolve("job.yaml"));
            String job = "/api/v1/jobs/"
                    + operator.post("/api/v1/jobs", "application/yaml", file)
                            .path("job")
                            .asString();
            operator.put(job + "/models/0", "application/x-safetensors", start);
            operator.post(job + "/start", "application/json", "{}");
            JsonNode token = operator.post("/api/v1/enrollment-tokens", "application/json", "{\"uses\": 3}");

            List<Participation> parts = trained(
                    server,
                    job.substring(job.lastIndexOf('/') + 1),
                    token.path("token").asString());

            assertThat(parts)
                    .allSatisfy(part -> assertThat(part.updatesAccepted()).isGreaterThanOrEqualTo(ROUNDS));
            byte[] end = operator.get(job + "/models/latest");
            assertThat(Safetensors.layout(end)).isEqualTo(Safetensors.layout(start));
            assertThat(accuracy(start)).isLessThan(0.5);
            assertThat(accuracy(end)).isGreaterThan(0.8);
            List<Double> reported = Operator.json(operator.get(job + "/metrics?limit=500"))
                    .path("items")
                    .valueStream()
                    .map(metric -> metric.path("value").asDouble())
                    .toList();
            assertThat(reported).hasSizeGreaterThanOrEqualTo(ROUNDS);
            assertThat(reported.get(0)).isLessThan(0.5);
            assertThat(reported.get(reported.size() - 1)).isGreaterThan(0.85);
        }
    }

    @Test
    void aFileFromPyTorchIsTrainedWithItsCounterBeside() throws Exception {
        byte[] start = Files.readAllBytes(FOLDER.resolve("batchnorm.safetensors"));
        List<String> seen = new ArrayList<>();
        Trainer trainer =
                OwnModelClient.trainerOn(LocalExamples.fromCsv(FOLDER.resolve("examples-1.csv")), new Random(1));
        Trainer counting = task -> {
            CarriedTensor batches =
                    task.carried().tensor("norm.num_batches_tracked").orElseThrow();
            seen.add(batches.type() + batches.shape() + "=" + batches.values()[0]);
            return trainer.train(task);
        };
        try (PsephosServer server = server()) {
            Operator operator = Operator.of(server);
            String id = operator.post("/api/v1/jobs", "application/yaml", FED_AVG)
                    .path("job")
                    .asString();
            String job = "/api/v1/jobs/" + id;
            operator.put(job + "/models/0", "application/x-safetensors", start);
            operator.post(job + "/start", "application/json", "{}");
            JsonNode token = operator.post("/api/v1/enrollment-tokens", "application/json", "{}");

            Participation part;
            try (PsephosClient client = PsephosClient.builder()
                    .server(server.publicUrl())
                    .enrolmentToken(token.path("token").asString())
                    .dataDirectory(home.resolve("client-1"))
                    .job(new JobId(id))
                    .build()) {
                part = client.takePart(counting);
            }

            assertThat(part.updatesAccepted()).isEqualTo(3);
            assertThat(seen).containsOnly("I64[]=0");
            byte[] end = operator.get(job + "/models/latest");
            assertThat(Safetensors.layout(end)).isEqualTo(Safetensors.layout(start));
            assertThat(CarriedTensors.read(end)).isEqualTo(CarriedTensors.read(start));
            assertThat(accuracy(end)).isGreaterThan(accuracy(start));
        }
    }

    /** The commands of the page, in order, by bash and curl; only where things lie differs. */
    @Test
    @Tag("ci")
    void itsCommandsDoWhatItSays() throws Exception {
        assumeThat(canRun("curl", "--version") && canRun("bash", "--version"))
                .as("bash and curl")
                .isTrue();
        try (PsephosServer server = server()) {
            Process shell = new ProcessBuilder("bash", script(server).toString())
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("said").toFile())
                    .start();
            try {
                assertThat(shell.waitFor(8, TimeUnit.MINUTES)).as("it ends").isTrue();
            } finally {
                shell.descendants().forEach(ProcessHandle::destroyForcibly);
                shell.destroyForcibly();
            }
            String said = Files.readString(home.resolve("said"));
            assertThat(shell.exitValue()).as(said).isZero();
            assertThat(said)
                    .contains("\"round\":0,\"version\":0,\"value\":0.3}")
                    .contains("right in 39.3 % of 150 examples")
                    .contains("3 tensors of F16 converted to F32: every number stays what it was");
        }
        assertThat(accuracy(Files.readAllBytes(home.resolve("trained.safetensors"))))
                .isGreaterThan(0.8);
        for (int device = 1; device <= DEVICES; device++) {
            assertThat(home.resolve("client-" + device + ".log")).content().contains("over: JOB_ENDED");
        }
    }

    private Path script(PsephosServer server) throws IOException {
        StringBuilder commands = new StringBuilder("set -euo pipefail\n");
        for (CodeBlock block : CodeBlock.in(Files.readString(ROOT.resolve("docs/own-model.md")))) {
            commands.append(block.language().equals("sh") ? block.text() : "");
        }
        String script = commands.toString();
        script = replaced(script, "./psephos serve --data psephos-data/own/server --port 8080 &", "sleep 600 &");
        script = replaced(script, "mvn -q -Dquick -pl samples -am package", "");
        script = replaced(script, "java -cp \"samples/target/classes:cli/target/lib/*\"", java());
        script = replaced(script, "localhost:8080", server.publicUrl().getAuthority());
        script = replaced(script, "psephos-data/own", home.toString());
        return Files.writeString(home.resolve("commands.sh"), script);
    }

    private static String java() {
        return "\"" + Path.of(System.getProperty("java.home"), "bin", "java") + "\" -cp \""
                + System.getProperty("java.class.path") + "\"";
    }

    private static String replaced(String script, String before, String after) {
        assertThat(script).contains(before);
        return script.replace(before, after);
    }

    private static boolean canRun(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private List<Participation> trained(PsephosServer server, String job, String token) throws Exception {
        List<Callable<Participation>> devices = new ArrayList<>();
        for (int device = 1; device <= DEVICES; device++) {
            LocalExamples examples = LocalExamples.fromCsv(FOLDER.resolve("examples-" + device + ".csv"));
            PsephosClient client = PsephosClient.builder()
                    .server(server.publicUrl())
                    .enrolmentToken(token)
                    .dataDirectory(home.resolve("client-" + device))
                    .job(new JobId(job))
                    .build();
            Random random = new Random(device);
            devices.add(() -> client.takePart(OwnModelClient.trainerOn(examples, random)));
        }
        List<Participation> parts = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(DEVICES);
        try {
            for (Future<Participation> part : threads.invokeAll(devices, 5, TimeUnit.MINUTES)) {
                parts.add(part.get());
            }
        } finally {
            threads.shutdownNow();
        }
        return parts;
    }

    private static double accuracy(byte[] file) throws IOException {
        ParameterLayout layout = Safetensors.layout(file);
        return new OwnModel(layout)
                .accuracy(
                        Safetensors.read(file, layout), LocalExamples.fromCsv(FOLDER.resolve("examples-held-out.csv")));
    }

    private PsephosServer server() {
        return PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0));
    }
}
