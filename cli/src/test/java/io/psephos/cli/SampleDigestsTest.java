package io.psephos.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.Lab;
import io.psephos.simulation.lab.LabFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that samples give the same models, bit for bit; the lines in {@code sample-digests} are those that a failure
 * shows.
 */
@Tag("ci")
class SampleDigestsTest {
    private static final Path SAMPLES = Path.of("..", "samples");
    private static final int THREADS = 2;
    private static final int DIGITS_OF_CELLS = 16;
    private static final Map<String, DataSet> SETS = new ConcurrentHashMap<>();

    @TempDir
    private Path home;

    static List<String> jobs() {
        return lines("jobs").map(line -> line.substring(0, line.indexOf(':'))).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void aSampleJobComesToItsModel(String job) throws InterruptedException {
        JobSpec spec = SimulateCommand.read(SAMPLES.resolve("jobs").resolve(job));

        String digest = new Simulation(spec, set(spec.simulation().data()), THREADS)
                .run(event -> {})
                .digest();

        assertThat(lines("jobs")).contains(job + ": " + digest);
    }

    @Test
    void everySampleJobHasItsDigest() throws IOException {
        Path jobs = SAMPLES.resolve("jobs");
        try (Stream<Path> files = Files.walk(jobs)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .map(file -> jobs.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(jobs());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits", "flow"})
    void aSampleLabComesToItsModels(String lab) throws Exception {
        LabFile file = LabFile.parse(Files.readString(SAMPLES.resolve("labs").resolve(lab + ".yaml")));

        List<String> cells = new Lab(file, SampleDigestsTest::set, home)
                .run(THREADS, step -> {}).stream().map(SampleDigestsTest::line).toList();

        List<String> others = new ArrayList<>(cells);
        others.removeAll(lines(lab).toList());
        assertThat(others).as("cells that came to something else").isEmpty();
        assertThat(cells).hasSameSizeAs(lines(lab).toList());
    }

    /** All that a lab reports of a cell but for the time it took. */
    private static String line(CellResult cell) {
        return "%s | %s by %d | similarity %s | seed %d: %s, rounds %d, refused %d, accuracy %s, best %s, backdoor %s, %s"
                .formatted(
                        cell.defence(),
                        cell.attack(),
                        cell.byzantine(),
                        cell.similarity(),
                        cell.seed(),
                        cell.state(),
                        cell.rounds(),
                        cell.refused(),
                        cell.accuracy(),
                        cell.best(),
                        cell.backdoorSuccess(),
                        cell.digest().isEmpty() ? "no model" : cell.digest().substring(0, DIGITS_OF_CELLS));
    }

    private static DataSet set(String name) {
        return SETS.computeIfAbsent(
                name, any -> DataSets.builtIn().load(name, Specs.SPLIT_SEED).orElseGet(() -> setInFolder(name)));
    }

    /** What is not built in lies in the folder that PSEPHOS_DATA names, as with other tests. */
    private static DataSet setInFolder(String name) {
        String folder = System.getenv("PSEPHOS_DATA");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder, name)), "no folder " + name + " in PSEPHOS_DATA");
        return DataSets.in(Path.of(folder)).load(name, Specs.SPLIT_SEED).orElseThrow();
    }

    private static Stream<String> lines(String name) {
        String path = "/sample-digests/" + name + ".txt";
        try (InputStream file = SampleDigestsTest.class.getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(file, path).readAllBytes(), UTF_8).lines();
        } catch (IOException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }
}
