package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The job files that a user copies from. */
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

    @Test
    void theDigitsAreWhatTheDemonstrationRuns() {
        assertThat(SimulateCommand.read(JOBS.resolve("digits.yaml"))).isEqualTo(DemoCommand.job());
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
