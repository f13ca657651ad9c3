package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SimulateCommandTest {
    private static final int PARAMETERS = 64 * 10 + 10;
    private static final int STEP = 48 + 4 + 2 * 12 + (PARAMETERS + 7) / 8;
    private static final int DIGEST = 32;
    private static final String JOB = """
            name: small
            model: {net: softmax, layers: [64, 10], seed: 3}
            schedule: {rounds: 4, cohort: 3}
            training: {steps: 1, batch: 32, learningRate: 0.05}
            codec: {scheme: sign}
            optimizer: {learningRate: 0.02}
            simulation: {clients: 3, partition: iid, seed: 5}
            """;

    @TempDir
    private Path home;

    /** An odd cohort has no ties, so a step is one bit a weight; everybody is there in every round. */
    @Test
    void whoIsThereDownloadsTheStepsOnly() throws IOException {
        Run run = simulate(JOB, "--json");

        assertThat(run.exit()).isZero();
        JsonNode result = run.last();
        long file = result.path("downloadBytes").asLong() - 3 * 3 * (STEP + DIGEST);
        assertThat(file / 3.0)
                .as("the file that each fetches first")
                .isBetween(4.0 * PARAMETERS + 100, 4.0 * PARAMETERS + 300);
        assertThat(result.path("uploadBytes").asLong()).isEqualTo(4 * 3 * (48 + (PARAMETERS + 7) / 8));
        assertThat(result.path("downloadBytesPerUpdate").asDouble())
                .isCloseTo(result.path("downloadBytes").asLong() / 12.0, within(1e-6));
        assertThat(result.path("float32BytesPerUpdate").asLong()).isEqualTo(4 * PARAMETERS);
    }

    @Test
    void whatIsRarelyMeantIsNotedBeforeTheRun() throws IOException {
        String mean = JOB.replace("{scheme: sign}", "{scheme: float32}");

        Run run = simulate(mean, "--json");

        assertThat(run.exit()).isZero();
        assertThat(run.err().lines().findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("note: optimizer.learningRate is 0.02: the model"));
        assertThat(simulate(JOB).err()).doesNotContain("note:");
    }

    @Test
    void saysWhatAClientSendsAndFetchesInARound() throws IOException {
        Run run = simulate(JOB, "--threads", "1");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("up +130 B a client and round, float32 2\\.6 kB: 20\\.0×; 1\\.6 kB in all")
                .containsPattern("round 4/4 .* up .* \\(float32: .*, 20\\.0×\\)")
                .containsPattern("down +\\d+ B a client and round, float32 2\\.6 kB: 3\\.1×; \\d+\\.\\d kB in all");
    }

    @Test
    void tellsOfEveryRoundInItsReport() throws IOException {
        Path report = home.resolve("report");

        assertThat(simulate(JOB, "--report", report.toString()).exit()).isZero();

        assertThat(Files.readAllLines(report.resolve("metrics.csv")))
                .startsWith("round,version,name,value,source,upload_bytes,download_bytes")
                .anyMatch(line -> line.startsWith("3,4,accuracy,") && line.contains(",1560,"));
    }

    @Test
    void refusesModelsThatWouldHaveToBeUploaded() throws IOException {
        Run run = simulate(JOB.replace("{net: softmax, layers: [64, 10], seed: 3}", "{upload: true}"));

        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("psephos: a simulation trains built-in nets, and model.upload was true");
    }

    private Run simulate(String job, String... options) throws IOException {
        return Run.of("simulate", Files.writeString(home.resolve("job.yaml"), job), options);
    }
}
