package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.protocol.json.ProtocolJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tests that what a simulation has computed is kept and told, whatever ends it. */
class SimulationEndsTest {
    private static final String BASE = """
            name: base
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 2, cohort: 3, quorum: 2}
            training: {steps: 1, batch: 32, learningRate: 0.01}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.01}
            simulation: {clients: 4}
            """;
    private static final String DIVERGES = """
            name: div
            model: {net: mlp, layers: [64, 32, 10]}
            schedule: {rounds: 20, cohort: 3, quorum: 2}
            training: {steps: 20, batch: 32, learningRate: 1000}
            codec: {scheme: float16}
            simulation: {clients: 4}
            """;
    private static final String DIVERGES_LATER =
            DIVERGES.replace("learningRate: 1000", "learningRate: 0.1") + "optimizer: {learningRate: 1000000}\n";
    private static final String DIVERGES_AT_THE_SERVER = """
            name: server
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 20, cohort: 4, quorum: 2}
            training: {steps: 1, batch: 32, learningRate: 1000000}
            codec: {scheme: float32}
            aggregation: {rule: coordinate-median}
            optimizer: {learningRate: 1000000}
            simulation: {clients: 4, attack: {kind: large-norm, factor: 1e30, clients: 4}}
            """;
    /** So many rounds that no machine comes to the end of them within the test. */
    private static final String ENDLESS =
            BASE.replace("rounds: 2", "rounds: 100000000").replace("base", "endless");

    @TempDir
    private Path home;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void nothingGoesOn() {
        processes.forEach(Process::destroyForcibly);
    }

    /** The input {@code diverges-float16.yaml} between two {@code base.yaml}. */
    @Test
    void aJobThatDivergesIsAResultAmongOthers() throws IOException {
        Path report = home.resolve("report");

        Run run = simulate(List.of(BASE, DIVERGES, BASE), "--json", "--report", report.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(states(run.last())).containsExactly("finished", "diverged", "finished");
        JsonNode diverged = run.last().path("jobs").path(1);
        assertThat(diverged.path("reason").asString())
                .startsWith("training diverged")
                .contains("65504")
                .doesNotContain("Exception");
        assertThat(diverged.path("round").asInt(-1)).isZero();
        assertThat(diverged.path("accuracy").isNull()).isTrue();
        assertThat(run.last()).isEqualTo(json(report.resolve("result.json")));
        assertThat(Files.readString(report.resolve("index.html"))).contains("diverged in round 1: training diverged");
        assertThat(Files.readString(report.resolve("2-div").resolve("index.html")))
                .contains("training diverged");
        assertThat(report.resolve("3-base").resolve("metrics.csv")).isRegularFile();
        assertThat(run.err())
                .containsPattern("diverged +in round 1: training diverged")
                .containsPattern("div .* diverged");
    }

    @Test
    void theLastGoodAccuracyIsKept() throws IOException {
        Run run = simulate(List.of(DIVERGES_LATER), "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.last().path("state").asString()).isEqualTo("diverged");
        assertThat(run.last().path("round").asInt())
                .isEqualTo(run.last().path("rounds").asInt())
                .isPositive();
        assertThat(run.last().path("accuracy").asDouble(-1)).isBetween(0.0, 1.0);
    }

    @Test
    void parametersThatAreNoLongerFiniteAreADivergenceToo() throws IOException {
        Run run = simulate(List.of(DIVERGES_AT_THE_SERVER), "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.last().path("state").asString()).isEqualTo("diverged");
        assertThat(run.last().path("reason").asString())
                .startsWith("training diverged: parameter ")
                .doesNotContain("java.");
        assertThat(run.last().path("round").asInt(-1)).isZero();
    }

    @Test
    void aReportThatCannotBeWrittenIsToldBeforeAnythingRuns() throws IOException {
        Path inTheWay = Files.writeString(home.resolve("file"), "in the way");
        for (Path report : List.of(inTheWay, inTheWay.resolve("below"), Path.of("/proc/psephos"))) {
            Run run = simulate(List.of(BASE), "--json", "--report", report.toString());

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err())
                    .contains("--report")
                    .contains(report.toString())
                    .doesNotContain("accuracy");
            assertThat(run.last().path("reason").asString()).contains(report.toString());
        }
        assertThat(inTheWay).hasContent("in the way");
    }

    /** The input {@code five-outputs.yaml} after {@code base.yaml}, which must not have run by then. */
    @Test
    void aJobThatCannotRunIsToldBeforeThoseBeforeItRun() throws IOException {
        Run run = simulate(List.of(BASE, BASE.replace("[64, 10]", "[64, 5]")), "--json");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("1.yaml is invalid")
                .contains("model.layers: must end with 10")
                .contains("was [64, 5]")
                .doesNotContain("accuracy");
        assertThat(run.last().path("state").asString()).isEqualTo("failed");
        assertThat(run.last().path("reason").asString()).contains("model.layers");
    }

    @Test
    void eachOfSeveralJobsThatCannotRunIsNamed() throws IOException {
        Run run = simulate(List.of(
                BASE,
                BASE.replace("simulation: {", "simulation: {data: nowhere, "),
                "model: {upload: true}\noptimizer: {learningRate: 1}\nevaluation: {data: none}\n",
                "codec: {scheme: morse}"));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .containsPattern("1\\.yaml: no data set 'nowhere'")
                .containsPattern("2\\.yaml: a simulation trains built-in nets")
                .containsPattern("3\\.yaml is invalid")
                .doesNotContain("accuracy");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalLeavesWhatIsThere(String signal, int code) throws Exception {
        Path report = home.resolve("report");
        Process process = process(List.of(BASE, ENDLESS, BASE), "--json", "--report", report.toString());
        BufferedReader told = process.errorReader(StandardCharsets.UTF_8);
        awaitLine(told, "job +endless");
        assumeTrue(
                signal.equals("TERM") || takesInterrupts(process),
                "started in the background, where interrupts are ignored");
        awaitFile(report.resolve("1-base").resolve("result.json"), process);

        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();

        String rest = String.join("\n", told.lines().toList());
        JsonNode last = ProtocolJson.strict()
                .readTree(process.inputReader(StandardCharsets.UTF_8)
                        .lines()
                        .reduce("", (all, line) -> line)
                        .strip());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(rest).containsPattern("interrupted +in round \\d+").containsPattern("not run +base");
        assertThat(states(last)).containsExactly("finished", "interrupted");
        assertThat(last.path("notRun").valueStream().map(JsonNode::asString)).containsExactly("base");
        assertThat(json(report.resolve("result.json"))).isEqualTo(last);
        assertThat(json(report.resolve("2-endless").resolve("result.json"))
                        .path("state")
                        .asString())
                .isEqualTo("interrupted");
    }

    @Test
    void aSingleJobIsKeptTooWhenItIsInterrupted() throws Exception {
        Path report = home.resolve("report");
        Process process = process(List.of(ENDLESS), "--json", "--report", report.toString());
        BufferedReader told = process.errorReader(StandardCharsets.UTF_8);
        awaitLine(told, "job +endless");

        new ProcessBuilder("kill", Long.toString(process.pid())).start().waitFor();

        told.lines().forEach(line -> {});
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(json(report.resolve("result.json")).path("state").asString()).isEqualTo("interrupted");
    }

    private static List<String> states(JsonNode told) {
        return told.path("jobs")
                .valueStream()
                .map(job -> job.path("state").asString())
                .toList();
    }

    private static JsonNode json(Path file) throws IOException {
        return ProtocolJson.strict().readTree(Files.readString(file));
    }

    private Run simulate(List<String> jobs, String... options) throws IOException {
        return Run.of(arguments(jobs, options));
    }

    private String[] arguments(List<String> jobs, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("simulate"));
        for (int k = 0; k < jobs.size(); k++) {
            arguments.add(
                    Files.writeString(home.resolve(k + ".yaml"), jobs.get(k)).toString());
        }
        return Stream.concat(arguments.stream(), Stream.of(options)).toArray(String[]::new);
    }

    private Process process(List<String> jobs, String... options) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Psephos.class.getName()));
        command.addAll(List.of(arguments(jobs, options)));
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    /** Whether the process does not ignore interrupts, as whatever a shell starts in the background does. */
    private static boolean takesInterrupts(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .noneMatch(ignored -> (ignored & 2) != 0);
        }
    }

    private static void awaitLine(BufferedReader lines, String pattern) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.matches(".*" + pattern + ".*")) {
                return;
            }
        }
        throw new AssertionError("ended without " + pattern);
    }

    private static void awaitFile(Path file, Process process) {
        while (process.isAlive() && !Files.exists(file)) {
            Thread.onSpinWait();
        }
        assertThat(file).exists();
    }
}
