package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the Python programs that read the results of sweeps; without pandas and MLflow they are only parsed. */
class PythonResultsTest {
    private static final String JOB = """
            name: small
            model: {net: softmax, layers: [64, 10]}
            schedule: {rounds: 2, cohort: 3}
            training: {steps: 1, batch: 32, learningRate: 0.05}
            codec: {scheme: float32}
            simulation: {clients: 3}
            """;

    @TempDir
    private Path home;

    @BeforeAll
    static void pythonIsThere() throws InterruptedException {
        Python.assumeItIsThere();
    }

    @Test
    void bothAreParsed() throws Exception {
        for (String program : new String[] {"psephos_results.py", "mlflow_export.py"}) {
            assertThat(said("-c", "import ast; ast.parse(open('" + program + "').read()); print('parsed')"))
                    .isEqualTo("parsed\n");
        }
    }

    @Test
    void pandasReadsMeansAndDeviations() throws Exception {
        assumeThat(said("-c", "import pandas; print('there')")).isEqualTo("there\n");

        assertThat(said("psephos_results.py", sweep().toString()))
                .containsPattern("count +mean +std")
                .containsPattern("'qsgd'.* +3 +0\\.\\d+ +0\\.\\d+")
                .containsPattern("'float32'.* +3 +0\\.\\d+ +0\\.\\d+");
    }

    @Test
    void mlflowIsGivenEachRunOnce() throws Exception {
        assumeThat(said("-c", "import mlflow; print('there')")).isEqualTo("there\n");
        Path sweep = sweep();
        String[] export = {
            "mlflow_export.py",
            sweep.toString(),
            "--tracking",
            "sqlite:///" + home.resolve("mlflow.db"),
            "--artifacts",
            home.resolve("artifacts").toUri().toString()
        };

        assertThat(said(export)).endsWith("copied: 6, there already: 0\n");
        assertThat(said(export)).endsWith("copied: 0, there already: 6\n");
        try (Stream<Path> artifacts = Files.walk(home.resolve("artifacts"))) {
            assertThat(artifacts.filter(file -> file.endsWith("job.json"))).hasSize(6);
        }
    }

    private Path sweep() throws IOException {
        Path out = home.resolve("out");
        Run run = Run.of(
                "simulate",
                Files.writeString(home.resolve("job.yaml"), JOB),
                "--set",
                "codec={scheme: float32},{scheme: qsgd}",
                "--seeds",
                "3",
                "--out",
                out.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        return out;
    }

    private String said(String... arguments) throws IOException, InterruptedException {
        Path log = home.resolve("python.log");
        Process python = Python.start(log, arguments);
        assertThat(python.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        return Files.readString(log);
    }
}
