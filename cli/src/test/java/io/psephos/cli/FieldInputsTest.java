package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.client.Progress;
import io.psephos.client.PsephosClient;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Sha256;
import io.psephos.protocol.model.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests with files that went wrong in the field, by the name of each: what was lost or taken in silence is said. What
 * {@code foreign-answers.sh} and {@code proxy.py} did is in {@link ForeignAnswersTest}.
 */
class FieldInputsTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "field-inputs");
    private static final String IMAGES = "train-images-idx3-ubyte";

    @TempDir
    private static Path home;

    private static Intake server;

    private final List<PsephosClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = new Intake(home.resolve("server"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void baseRuns() {
        assertThat(Run.of("simulate", input("base.yaml")).exit()).isZero();
        assertThat(server.job(Intake.YAML, bytes("base.yaml")).status()).isEqualTo(201);
    }

    /** One of the four files is damaged, and its line begins with {@code ./}. */
    @Test
    void idxSumsDotslashIsRefused() {
        Run run = Run.of("simulate", input("idx-sums-dotslash.yaml"), "--data", FOLDER.toString());

        assertThat(run.exit()).isNotZero();
        assertThat(run.err())
                .contains(IMAGES + ": must have the SHA-256 of ", "SHA256SUMS, cbda5a4d30e7aa3e099a58108522e188")
                .doesNotContain("no line");
    }

    @Test
    void idxSumsDotslashRunsWithItsRightSum() throws IOException {
        Path sets = Files.createDirectories(home.resolve("sets"));
        Path set = Files.createDirectories(sets.resolve("idx-sums-dotslash"));
        try (Stream<Path> files = Files.list(input("idx-sums-dotslash"))) {
            for (Path file : files.toList()) {
                Files.copy(file, set.resolve(file.getFileName()));
            }
        }
        Path sums = set.resolve("SHA256SUMS");
        String right = HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(set.resolve(IMAGES))));
        Files.writeString(sums, Files.readString(sums).replaceAll("[0-9a-f]{64}(?=  ./" + IMAGES + ")", right));

        assertThat(Run.of("simulate", input("idx-sums-dotslash.yaml"), "--data", sets.toString())
                        .exit())
                .isZero();
    }

    /** What a server answers is what any program reads that asks the same class. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weights.pt | the file is a PyTorch checkpoint (.pt, .pth: a zip archive with a pickle);"
                        + " it must be a safetensors file",
                "shape-2.7.safetensors | tensor 'a': shape must be whole numbers from 0, had 2.7",
                "shape-number.safetensors | tensor 'a': shape must be a list, was a number",
                "shape-overflow.safetensors | tensor 'a' of shape [65536, 65536, 65536, 65536] and dtype F32"
                        + " is larger than any file"
            })
    void modelsAreRefusedForTheRightReason(String input, String reason) {
        Intake.Answer job = server.job(Intake.YAML, bytes("upload-job.yaml"));
        assertThat(job.status()).isEqualTo(201);

        Intake.Answer answer = server.model(job, bytes(input));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("code").asString()).isEqualTo("invalid-model");
        assertThat(answer.detail()).isEqualTo(reason);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.layout(bytes(input)))
                .withMessage(reason);
    }

    @Test
    void batchNormalizationIsTakenWithANote() {
        Intake.Answer job = server.job(Intake.YAML, bytes("upload-job.yaml"));

        Intake.Answer answer = server.model(job, bytes("batchnorm-i64.safetensors"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("notes").path(0).path("detail").asString())
                .startsWith("1 tensor carried beside the parameters")
                .endsWith("'bn.num_batches_tracked' (I64)");
    }

    @Test
    void uploadJobIsForServers() {
        assertThat(Run.of("simulate", input("upload-job.yaml")).err()).contains("model.upload was true");
    }

    /** By both ways the whole reason, with key and line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "duplicate-key.yaml | application/yaml | optimizer.learningRate"
                        + " | line 4, column 3: the key stands twice, first in line 3",
                "trailing-comma.json | application/json | optimizer"
                        + " | line 1, column 51: nothing follows the comma; JSON has none before a closing bracket",
                "latin1.yaml | application/yaml | - | line 1, column 8: the byte E9 is no UTF-8"
            })
    void jobFilesAreRefusedWithKeyAndPlace(String input, String type, String key, String fault) {
        Intake.Answer answer = server.job(type, bytes(input));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asString()).isEqualTo("bad-request");
        assertThat(answer.detail()).isEqualTo(key == null ? fault : key + ", " + fault);

        Run run = Run.of("simulate", input(input));
        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("  " + (key == null ? "(file)" : key) + ": " + fault);
    }

    @Test
    void numberDot5IsAHalf() {
        JobSpec spec = SimulateCommand.read(input("number-dot5.yaml"));
        assertThat(spec.optimizer().learningRate()).isEqualTo(0.5);

        Intake.Answer answer = server.job(Intake.YAML, bytes("number-dot5.yaml"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().at("/spec/optimizer/learningRate").asDouble()).isEqualTo(0.5);
    }

    /** The same with JSON that is no UTF-8. */
    @Test
    void latin1InJsonIsRefusedToo() throws IOException {
        byte[] json = "{\"name\": \"r\u00efseau\"}".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(home.resolve("latin1.json"), json);

        assertThat(server.job(Intake.JSON, json).detail()).isEqualTo("line 1, column 12: the byte EF is no UTF-8");
        assertThat(Run.of("simulate", file).err()).contains("(file): line 1, column 12: the byte EF is no UTF-8");
    }

    @Test
    void divergesFloat16IsAResultBetweenTwoOthers() {
        Run run = Run.of(
                "simulate",
                input("base.yaml"),
                input("diverges-float16.yaml").toString(),
                input("base.yaml").toString(),
                "--report",
                home.resolve("diverges").toString(),
                "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.last().path("jobs"))
                .extracting(job -> job.path("state").asString())
                .containsExactly("finished", "diverged", "finished");
        assertThat(home.resolve("diverges").resolve("result.json")).isRegularFile();
    }

    @Test
    void fiveOutputsAreTooFewForTenDigits() {
        Run run = Run.of("simulate", input("five-outputs.yaml"), "--json");

        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("model.layers", "10", "5").doesNotContain("Exception", "java.");
        assertThat(run.last().path("state").asString()).isEqualTo("failed");
    }

    /** Two clients of the Python sample report 35.2, and the job with {@code stop.accuracy: 0.97} goes on. */
    @Test
    void percentAccuracyIsRefusedAndEndsNoJob() throws Exception {
        Python.assumeItIsThere();
        Path log = home.resolve("percent.log");

        Process script = Python.start(
                log,
                input("percent_accuracy.py").toAbsolutePath().toString(),
                Path.of("..").toAbsolutePath().normalize().toString(),
                server.origin().toString(),
                server.tokenFile().toString());
        try {
            assertThat(script.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            script.destroyForcibly();
        }

        assertThat(Files.readString(log))
                .contains("metrics 422", "update 202", "state running after 1 of 50 rounds")
                .doesNotContain("metrics 204", "Traceback");
    }

    /** A trainer that ends in an {@code Error}: a missing library, no memory, no end. */
    @ParameterizedTest
    @ValueSource(strings = {"link", "oom", "deep"})
    void errorsAreDeclinedAndTheClientGoesOn(String kind) throws Exception {
        Intake.Answer job = server.job(Intake.YAML, bytes("base.yaml"));
        server.start(job);
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        for (int i = 0; i < 3; i++) {
            Path folder = home.resolve("errors-" + kind + i);
            PsephosClient client = PsephosClient.builder()
                    .server(server.origin())
                    .enrolmentToken(server.invitation())
                    .dataDirectory(folder)
                    .job(new JobId(job.body().path("job").asString()))
                    .listener(progress -> {
                        if (progress instanceof Progress.Declined declined) {
                            reasons.add(declined.reason());
                        }
                    })
                    .build();
            clients.add(client);
            Thread.ofVirtual()
                    .start(() -> client.takePart(task -> {
                        throw switch (kind) {
                            case "oom" -> new OutOfMemoryError("Java heap space");
                            case "deep" -> new StackOverflowError();
                            default -> new UnsatisfiedLinkError("no tensorflow_jni in java.library.path");
                        };
                    }));
        }
        String expected = Map.of(
                        "oom", "OutOfMemoryError", "deep", "StackOverflowError", "link", "UnsatisfiedLinkError")
                .get(kind);

        for (int i = 0; i < 3; i++) {
            assertThat(reasons.poll(1, TimeUnit.MINUTES)).as("reason " + i).contains(expected);
        }
    }

    @AfterEach
    void close() {
        clients.forEach(PsephosClient::close);
    }

    private static Path input(String name) {
        return FOLDER.resolve(name);
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(input(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
