package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that wrong arguments are told at once: which, what was given, what to do, and never in the words of Java. */
class WrongArgumentsTest {
    private static final Pattern JAVA =
            Pattern.compile("java\\.|[a-z]+\\.[A-Z]\\w+Exception|\\w+Exception|\\bat [a-z]+\\.[\\w.]+\\(|@[0-9a-f]{6}");
    private static final String JOB = """
            name: base
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 2, cohort: 3, quorum: 2}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.01}
            simulation: {clients: 4}
            """;

    @TempDir
    private Path home;

    static Stream<Arguments> wrong() {
        return Stream.concat(numbers(), others());
    }

    private static Stream<Arguments> numbers() {
        List<Arguments> all = new ArrayList<>();
        for (String seed : List.of("-1", "9007199254740992", "99999999999999999999999", "abc", "1.5", "")) {
            all.add(wrong("--seed", seed, "simulate", "JOB", "--seed", seed));
            all.add(wrong("--seed", seed, "demo", "--exit", "--seed", seed));
        }
        for (String threads : List.of("0", "-3", "1000000000", "99999999999999999999999", "x", "2.0")) {
            all.add(wrong("--threads", threads, "simulate", "JOB", "--threads", threads));
            all.add(wrong("--threads", threads, "attack-lab", "LAB", "--threads", threads));
        }
        for (String port : List.of("-1", "65536", "1000000000000", "http")) {
            all.add(wrong("--port", port, "demo", "--exit", "--port", port));
            all.add(wrong("--port", port, "serve", "--data", "HOME/new", "--port", port));
        }
        for (String share : List.of("-0.1", "1", "NaN", "Infinity", "half")) {
            all.add(wrong("--byzantine", share, "demo", "--exit", "--byzantine", share));
        }
        for (String share : List.of("0", "-1", "1.01", "NaN", "all")) {
            all.add(wrong(
                    "--share",
                    share,
                    "client",
                    "--server",
                    "http://localhost:1",
                    "--data",
                    "HOME/c",
                    "--share",
                    share));
        }
        return all.stream();
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                wrong("--attack", "charm", "demo", "--exit", "--attack", "charm"),
                wrong("--data", "is not empty", "demo", "--exit", "--data", "HOME"),
                wrong("--data", "FILE", "demo", "--exit", "--data", "FILE"),
                wrong("--data", "FILE", "serve", "--data", "FILE"),
                wrong("--data", "FILE", "client", "--server", "http://localhost:1", "--data", "FILE"),
                wrong("--data", "FILE", "simulate", "JOB", "--data", "FILE"),
                wrong("--data", "HOME/nowhere", "simulate", "MNIST", "--data", "HOME/nowhere"),
                wrong("'mnist'", "--data", "simulate", "MNIST", "--data", "HOME"),
                wrong("'mnist'", "--data", "simulate", "MNIST"),
                wrong(
                        "--sets",
                        "FILE",
                        "client",
                        "--server",
                        "http://localhost:1",
                        "--data",
                        "HOME/c",
                        "--sets",
                        "FILE"),
                wrong("--report", "FILE", "simulate", "JOB", "--report", "FILE"),
                wrong("--report", "FILE", "attack-lab", "LAB", "--report", "FILE"),
                wrong("--report", "''", "simulate", "JOB", "--report", ""),
                wrong("--engine", "spark", "simulate", "JOB", "--engine", "spark"),
                wrong("--config", "HOME/nowhere.yaml", "serve", "--data", "HOME/s", "--config", "HOME/nowhere.yaml"),
                wrong("--config", "FILE", "serve", "--data", "HOME/s", "--config", "FILE"),
                wrong("did not start", "while parsing", "serve", "--data", "HOME/s", "--config", "BROKEN"),
                wrong("--public-url", "':::'", "serve", "--data", "HOME/s", "--public-url", ":::"),
                wrong("--server", "':::'", "client", "--server", ":::", "--data", "HOME/c"),
                wrong("server", "nix", "client", "--server", "nix", "--data", "HOME/c"),
                wrong("job id", "a b", "client", "--server", "http://localhost:1", "--data", "HOME/c", "--job", "a b"),
                wrong("job file", "HOME", "simulate", "HOME"),
                wrong("job file", "HOME/nowhere", "simulate", "HOME/nowhere"),
                wrong("UTF-8", "LATIN", "simulate", "LATIN"),
                wrong("lab file", "HOME", "attack-lab", "HOME"),
                wrong("LAB.yaml", "required", "attack-lab"),
                wrong("JOB.yaml", "required", "simulate"),
                wrong("frob", "psephos", "frob"),
                wrong("subcommand", "psephos", new String[0]),
                wrong("no server", "FILE", "admin-token", "--data", "FILE"),
                wrong("model.upload", "true", "simulate", "UPLOAD"),
                wrong("model.layers", "must begin with 64", "simulate", "NARROW"));
    }

    private static Arguments wrong(String what, String value, String... arguments) {
        return Arguments.of(what, value, arguments);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isToldInWords(String what, String value, String[] arguments) throws IOException {
        Run run = Run.of(Stream.concat(Stream.of(arguments).map(this::file), json(arguments))
                .toArray(String[]::new));

        assertThat(run.exit()).isNotZero();
        assertThat(run.err())
                .contains("psephos: ")
                .contains(what)
                .contains(file(value))
                .doesNotContain("accuracy")
                .doesNotContainPattern(JAVA);
        assertThat(run.out()).doesNotContainPattern(JAVA);
        if (arguments.length > 1) {
            assertThat(run.last().path("state").asString()).isEqualTo("failed");
            assertThat(run.last().path("reason").asString()).contains(what).contains(file(value));
        }
    }

    @Test
    void aPortThatIsInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            String port = Integer.toString(taken.getLocalPort());
            for (List<String> arguments : List.of(
                    List.of("serve", "--data", home.resolve("s").toString(), "--port", port),
                    List.of("demo", "--exit", "--port", port))) {
                Run run = Run.of(arguments.toArray(String[]::new));

                assertThat(run.exit()).isEqualTo(1);
                assertThat(run.err()).contains("port " + port + " is in use");
                assertThat(run.out() + run.err()).doesNotContainPattern(JAVA);
            }
        }
    }

    /** Labels from 1 to 10 are eleven classes to a net, whose class 0 nothing belongs to. */
    @Test
    void labelsFromOneAreToldBeforeTheRun() throws IOException {
        Path set = Files.createDirectories(home.resolve("ones"));
        for (String part : List.of("train", "t10k")) {
            Files.write(set.resolve(part + "-images-idx3-ubyte"), idx(new int[] {40, 2, 2}, k -> k % 200));
            Files.write(set.resolve(part + "-labels-idx1-ubyte"), idx(new int[] {40}, k -> 1 + k % 10));
        }
        String job = JOB.replace("[64, 10]", "[4, 10]").replace("clients: 4", "data: ones, clients: 4")
                + "evaluation: {set: ones}\n";

        Run run = Run.of("simulate", Files.writeString(home.resolve("ones.yaml"), job), "--data", home.toString());
        Run eleven = Run.of(
                "simulate",
                Files.writeString(home.resolve("ones.yaml"), job.replace("[4, 10]", "[4, 11]")),
                "--data",
                set.resolve(".").toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("model.layers: must end with 11")
                .contains("labels of data set 'ones' run from 1 to 10")
                .contains("was [4, 10]")
                .contains("subtract 1 from each label")
                .doesNotContainPattern(JAVA);
        assertThat(eleven.exit())
                .as("with an output for the class that nothing belongs to")
                .isZero();
    }

    @Test
    void detailsAreToldOnRequest() {
        Run run = Run.of("simulate", home.resolve("nowhere").toString(), "--verbose");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("there is no job file").containsPattern("at io\\.psephos\\.");
    }

    private static Stream<String> json(String[] arguments) {
        return arguments.length > 1 ? Stream.of("--json") : Stream.of();
    }

    /** The argument with the names of this test's files in the place of words in capitals. */
    private String file(String argument) {
        try {
            return argument.replace("JOB.yaml", "\0job")
                    .replace("LAB.yaml", "\0lab")
                    .replace("JOB", file("job.yaml", JOB))
                    .replace("MNIST", file("mnist.yaml", JOB.replace("clients: 4", "data: mnist, clients: 4")))
                    .replace(
                            "UPLOAD",
                            file(
                                    "upload.yaml",
                                    "name: u\nmodel: {upload: true}\noptimizer: {learningRate: 0.01}\nevaluation: {data: none}\n"))
                    .replace("NARROW", file("narrow.yaml", JOB.replace("[64, 10]", "[63, 10]")))
                    .replace(
                            "LAB",
                            Path.of("..", "samples", "labs", "digits.yaml").toString())
                    .replace("BROKEN", file("broken.yaml", "server: {port: ["))
                    .replace("LATIN", latin())
                    .replace("FILE", file("file.txt", "in the way"))
                    .replace("HOME", home.toString())
                    .replace("\0job", "JOB.yaml")
                    .replace("\0lab", "LAB.yaml");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text).toString();
    }

    private String latin() throws IOException {
        return Files.write(home.resolve("latin.yaml"), "name: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                .toString();
    }

    private static byte[] idx(int[] shape, IntUnaryOperator value) {
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + size);
        file.putInt(0x800 + shape.length);
        for (int dimension : shape) {
            file.putInt(dimension);
        }
        for (int k = 0; k < size; k++) {
            file.put((byte) value.applyAsInt(k));
        }
        return file.array();
    }
}
