package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.lab.LabFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of the sample job files. */
class SampleJobsTest {
    private static final Path JOBS = Path.of("..", "samples", "jobs");

    @Test
    void everySampleIsValid() throws IOException {
        try (Stream<Path> files = Files.walk(JOBS)) {
            List<JobSpec> specs = files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(SimulateCommand::read)
                    .toList();
            assertThat(specs).hasSizeGreaterThanOrEqualTo(42);
        }
    }

    /** A note on a sample is a false alarm, or the sample is. */
    @Test
    void nothingIsToBeNotedOfSamplesAndOfTheTableOfAlgorithms() throws IOException {
        try (Stream<Path> files = Files.walk(JOBS)) {
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .forEach(file -> assertThat(SimulatedNotes.of(SimulateCommand.read(file)))
                            .as(file.toString())
                            .isEmpty());
        }
        try (Stream<Path> files = Files.list(JOBS.resolve("../labs"))) {
            files.forEach(file -> assertThat(LabFile.parse(new GivenFile("lab file", file).tree())
                            .cells()
                            .all())
                    .as(file.toString())
                    .isNotEmpty()
                    .allSatisfy(
                            cell -> assertThat(SimulatedNotes.of(cell.spec())).isEmpty()));
        }
        List<MatchResult> rows = Pattern.compile("(?m)^\\|.*\\| `([^`]+)` \\|$")
                .matcher(Files.readString(Path.of("..", "docs", "algorithms.md")))
                .results()
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(40)
                .allSatisfy(row -> assertThat(SimulatedNotes.of(JobYaml.parse("{" + row.group(1) + "}")))
                        .isEmpty());
    }

    @Test
    void theDigitsAreWhatTheDemonstrationRuns() {
        assertThat(SimulateCommand.read(JOBS.resolve("digits.yaml"))).isEqualTo(DemoCommand.job());
    }

    /** Within one point of float32 after as many rounds. */
    @Test
    @Tag("ci")
    void everySchemeKeepsUpWithFederatedAveraging() throws Exception {
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        Map<String, Double> accuracies = new TreeMap<>();
        try (Stream<Path> files = Files.list(JOBS.resolve("codecs").resolve("digits"))) {
            for (Path file : files.toList()) {
                JobSpec spec = SimulateCommand.read(file);
                accuracies.put(
                        spec.codec().scheme().word(),
                        new Simulation(spec, digits, 2).run(event -> {}).accuracy());
            }
        }
        assertThat(accuracies).hasSize(CodecScheme.builtIn().size());
        assertThat(accuracies)
                .allSatisfy((scheme, accuracy) ->
                        assertThat(accuracy).as(scheme).isGreaterThanOrEqualTo(accuracies.get("float32") - 0.01));
    }

    /** Over three seeds: no more loss than two fixed bits have, and fewer bytes. */
    @Test
    @Tag("ci")
    void dynamicBitsAreFewerThanFixedOnes() throws InterruptedException {
        double[] fixed = lossAndBytes("{scheme: qsgd, levels: 3, bucket: 1048576}");
        double[] dynamic = lossAndBytes("{scheme: dq-sgd, budget: 5, contraction: 1}");
        assertThat(dynamic[0]).as("loss").isLessThan(fixed[0] + 0.002);
        assertThat(dynamic[1]).as("bytes").isLessThan(0.95 * fixed[1]);
    }

    private static double[] lossAndBytes(String codec) throws InterruptedException {
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        double[] sums = new double[2];
        for (long seed = 1; seed <= 3; seed++) {
            JobSpec spec = JobYaml.parse("""
                    schedule: {rounds: 100, cohort: 20, quorum: 20}
                    training: {epochs: 1, batch: 32, learningRate: 0.1}
                    codec: %s
                    evaluation: {data: server, set: digits, every: 100}
                    simulation: {data: digits, clients: 20, partition: {dirichlet: 0.5}}
                    """.formatted(codec));
            SimulationResult result = new Simulation(Specs.reseeded(spec, seed), digits, 2).run(event -> {});
            sums[0] += result.loss() / 3;
            sums[1] += result.uploadBytes() / 3.0;
        }
        return sums;
    }

    /** Federated averaging of a logistic regression over 1,000 clients; needs MNIST, which is not in the jar. */
    @Test
    @Tag("nightly")
    void logisticRegressionLearnsMnist() throws InterruptedException {
        String folder = System.getenv("PSEPHOS_DATA");
        assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder, "mnist")), "no folder with MNIST in PSEPHOS_DATA");
        JobSpec spec = SimulateCommand.read(JOBS.resolve("mnist-logistic.yaml"));
        SimulationResult result = new Simulation(
                        spec,
                        DataSets.in(Path.of(folder))
                                .load("mnist", Specs.SPLIT_SEED)
                                .orElseThrow(),
                        2)
                .run(event -> {});
        assertThat(result.updates()).isEqualTo(2_000);
        assertThat(result.accuracy()).isGreaterThanOrEqualTo(0.905);
    }
}
