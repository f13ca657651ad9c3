package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.json.ProtocolJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a sweep whose process is killed goes on where it stopped, and comes to what it would have come to. */
class SweepKillTest {
    private static final String JOB = """
            name: killed
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 40, cohort: 5}
            training: {steps: 1, batch: 32, learningRate: 0.05}
            codec: {scheme: sto-sign, b: {constant: 0.005}}
            optimizer: {learningRate: 0.02}
            simulation: {clients: 5, partition: {dirichlet: 1.0}, seed: 1}
            """;

    @TempDir
    private Path home;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void nothingGoesOn() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aSweepThatIsKilledGoesOnWhereItStopped() throws Exception {
        survives("0.01,0.02,0.04", 2, 2);
    }

    /** Fifteen runs, ten kills. */
    @Tag("ci")
    @Test
    void aSweepThatIsKilledTenTimesComesToTheDigestsOfOneThatIsNot() throws Exception {
        survives("0.005,0.01,0.02,0.04,0.08", 3, 10);
    }

    private void survives(String rates, int seeds, int kills) throws Exception {
        Path job = Files.writeString(home.resolve("job.yaml"), JOB);
        String[] sweep = {"simulate", job.toString(), "--set", "optimizer.learningRate=" + rates, "--seeds", "" + seeds
        };
        Path out = home.resolve("killed");
        SplittableRandom random = new SplittableRandom(16);
        Map<Path, String> finished = new HashMap<>();
        for (int kill = 0; kill < kills; kill++) {
            kill(kill % 2 == 0, random, with(sweep, "--out", out.toString(), "--threads", "2"));
            Map<Path, String> there = files(out);
            assertThat(there).as("after kill %d", kill).containsAllEntriesOf(finished);
            finished.putAll(there);
        }

        Run last = Run.of(with(sweep, "--out", out.toString(), "--json"));
        Run whole = Run.of(with(sweep, "--out", home.resolve("whole").toString(), "--json"));

        assertThat(finished).as("what a kill came after").isNotEmpty();
        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(files(out)).as("what had finished is as it was").containsAllEntriesOf(finished);
        assertThat(last.last().path("found").asInt()).isEqualTo(finished.size());
        assertThat(last.last().path("computed").asInt())
                .isEqualTo(whole.last().path("computed").asInt() - finished.size());
        assertThat(digests(last)).isEqualTo(digests(whole)).doesNotHaveDuplicates();
        System.out.printf(
                "%d kills: %d of %d runs had finished%n",
                kills, finished.size(), digests(last).size());
    }

    /** Starts the command and kills it at a moment soon after it began to run, or had finished its first run. */
    private void kill(boolean afterARun, SplittableRandom random, String... arguments) throws Exception {
        Process process = process(arguments);
        try (BufferedReader told = process.inputReader(StandardCharsets.UTF_8)) {
            String line = told.readLine();
            while (line != null && !line.startsWith("results ")) {
                line = told.readLine();
            }
            assertThat(line).as(Files.readString(home.resolve("complaints"))).isNotNull();
            if (afterARun) {
                told.readLine(); // the empty line before the first run
                told.readLine();
            }
            LockSupport.parkNanos(random.nextLong(100_000_000));
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process process(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Psephos.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(home.resolve("complaints").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** The files of finished runs, each of which can be read. */
    private static Map<Path, String> files(Path out) throws IOException {
        Map<Path, String> files = new HashMap<>();
        try (Stream<Path> all = Files.list(out.resolve("runs"))) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".json")).toList()) {
                String text = Files.readString(file);
                assertThat(ProtocolJson.strict().readTree(text).path("state").asString())
                        .isEqualTo("finished");
                files.put(file, text);
            }
        }
        return files;
    }

    private static List<String> digests(Run run) {
        return run.last()
                .path("runs")
                .valueStream()
                .map(one -> one.path("digest").asString())
                .toList();
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
