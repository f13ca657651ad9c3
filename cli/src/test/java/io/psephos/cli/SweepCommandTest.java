package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.Row;
import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SweepCommandTest {
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

    @Row("psephos simulate")
    @Test
    void everySettingIsToldWithItsMeanAndDeviation() throws IOException {
        Path csv = home.resolve("runs.csv");
        Run run =
                sweep("--set", "optimizer.learningRate=0.0001,0.02", "--seeds", "3", "--csv", csv.toString(), "--json");

        assertThat(run.exit()).isZero();
        assertThat(run.err())
                .contains("sweep        2 settings, 3 seeds each: 6 runs")
                .containsPattern("learningRate +accuracy +finished +rounds +up, B +down, B +time")
                .containsPattern("\n0\\.02 +\\d+\\.\\d % ± \\d+\\.\\d % +3 of 3 +4 +130 .*\n0\\.0001 +");
        JsonNode told = run.last();
        assertThat(told.path("state").asString()).isEqualTo("finished");
        assertThat(told.path("computed").asInt()).isEqualTo(6);
        assertThat(told.path("runs")).hasSize(6);
        assertThat(told.path("settings")).hasSize(2);
        JsonNode best = told.path("settings").path(0);
        double mean = told.path("runs")
                .valueStream()
                .filter(one -> one.path("set").equals(best.path("set")))
                .mapToDouble(one -> one.path("accuracy").asDouble())
                .average()
                .orElseThrow();
        assertThat(best.path("accuracy").asDouble()).isCloseTo(mean, within(1e-12));
        assertThat(Files.readAllLines(csv))
                .hasSize(7)
                .startsWith("job,optimizer.learningRate,seed,state,reason,accuracy,loss,rounds,updates,refused,seconds,"
                        + "upload_bytes,download_bytes,upload_bytes_per_update,download_bytes_per_update,"
                        + "float32_bytes_per_update,version,digest,file");
    }

    /** What anybody has to know of a run to run it again and to trust it. */
    @Test
    void theFileOfARunHoldsTheWholeJobAndItsPoints() throws IOException {
        JsonNode told =
                sweep("--set", "training.batch=16", "--seeds", "7,9", "--json").last();
        Path file = Path.of(told.path("runs").path(1).path("file").asString());
        JsonNode run = ProtocolJson.strict().readTree(Files.readString(file));

        assertThat(file.getFileName().toString()).matches("small-seed-9-[0-9a-f]{12}\\.json");
        assertThat(run.path("seed").asInt()).isEqualTo(9);
        assertThat(run.path("version").asString()).isEqualTo(Psephos.VERSION);
        assertThat(run.path("set").path("training.batch").asInt()).isEqualTo(16);
        assertThat(run.path("points")).hasSize(4);
        assertThat(run.path("points").path(3).path("round").asInt()).isEqualTo(4);
        assertThat(run.path("points").path(3).path("uploadBytes").asInt()).isEqualTo(4 * 3 * 130);
        Path again = Files.writeString(
                home.resolve("again.json"), run.path("jobFile").toString());
        assertThat(Run.of("simulate", again, "--json").last().path("digest")).isEqualTo(run.path("digest"));
    }

    @Test
    void aSeedIsWhatTheOptionSeedMakesOfTheJob() throws IOException {
        JsonNode swept = sweep("--seeds", "2", "--json").last().path("runs");
        Run alone = Run.of("simulate", job(JOB), "--seed", "6", "--json");

        assertThat(swept.valueStream().map(run -> run.path("seed").asInt())).containsExactly(5, 6);
        assertThat(swept.path(1).path("digest")).isEqualTo(alone.last().path("digest"));
    }

    @Test
    void oneValueIsASettingOfTheOneRun() throws IOException {
        Run set = Run.of("simulate", job(JOB), "--set", "training.batch=16", "--json");
        Run written = Run.of("simulate", job(JOB.replace("batch: 32", "batch: 16")), "--json");

        assertThat(set.exit()).isZero();
        assertThat(set.last().propertyNames()).isEqualTo(written.last().propertyNames());
        assertThat(set.last().path("digest")).isEqualTo(written.last().path("digest"));
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whatIsThereIsToldAgainAndNotRun() throws IOException {
        JsonNode first = sweep("--set", "training.batch=16,32", "--json").last();
        Run again = sweep("--set", "training.batch=16,32", "--json");

        assertThat(again.err()).contains("where 2 are already").doesNotContain("of 2 runs");
        assertThat(again.last().path("computed").asInt(-1)).isZero();
        assertThat(again.last().path("found").asInt()).isEqualTo(2);
        assertThat(again.last().path("runs")).isEqualTo(first.path("runs"));
    }

    @Test
    void whatDoesNotFinishIsToldBesideTheRest() throws IOException {
        Run run = Run.of(
                "simulate",
                job(JOB.replace("softmax, layers: [64, 10]", "mlp, layers: [64, 32, 10]")
                        .replace("sign", "float16")),
                "--set",
                "training.learningRate=0.05,100000",
                "--seeds",
                "2",
                "--out",
                home.resolve("out").toString(),
                "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .containsPattern("0\\.05 +\\d.* 2 of 2 ")
                .containsPattern("100000 +– +0 of 2 ")
                .containsPattern("diverged +learningRate 100000, seeds? 5.* in round \\d: training diverged")
                .doesNotContain("go on with");
        assertThat(run.last().path("state").asString()).isEqualTo("finished");
        assertThat(run.last().path("settings").path(1).path("accuracy").isNull())
                .isTrue();
    }

    @Test
    void wrongSettingsAreToldBeforeAnythingRuns() throws IOException {
        Path out = home.resolve("out");
        for (String[] wrong : List.of(
                new String[] {"did you mean learningRate?", "--set", "optimizer.learnigRate=1,2"},
                new String[] {"training.batch: must be 1 to", "--set", "training.batch=0,16"},
                new String[] {"must be KEY=VALUE", "--set", "training.batch"},
                new String[] {"must end with 10", "--set", "model.layers=[64,10],[64,5]"},
                new String[] {"no data set 'nowhere'", "--set", "simulation.data=nowhere", "--seeds", "2"},
                new String[] {"must be a number of seeds", "--seeds", "none"},
                new String[] {"--csv: " + home + " is a folder", "--seeds", "2", "--csv", home.toString()})) {
            List<String> arguments = new ArrayList<>(List.of(wrong).subList(1, wrong.length));
            arguments.add("--json");

            Run run = sweep(arguments.toArray(String[]::new));

            assertThat(run.exit()).as(wrong[0]).isEqualTo(wrong[0].startsWith("--csv") ? 1 : 2);
            assertThat(run.err()).contains(wrong[0]).doesNotContain("accuracy").doesNotContainPattern("[a-z]Exception");
            assertThat(run.last().path("reason").asString()).contains(wrong[0]);
            assertThat(out.resolve("runs")).doesNotExist();
        }
    }

    @Test
    void aJobFileThatIsMissingOrNoYamlIsWrongInputAsWithoutASweep() throws IOException {
        Path missing = home.resolve("missing.yaml");
        Path torn = Files.writeString(home.resolve("torn.yaml"), "a: [");

        for (Path file : List.of(missing, torn)) {
            Run run = Run.of(
                    "simulate",
                    file,
                    "--seeds",
                    "2",
                    "--out",
                    home.resolve("out").toString());

            assertThat(run.exit()).as(file.toString()).isEqualTo(2);
            assertThat(run.err()).contains("job file " + file);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenToIsToldBeforeAnythingRuns() throws IOException {
        Path inTheWay = Files.writeString(home.resolve("out"), "in the way");

        Run run = sweep("--seeds", "2");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("--out: cannot write to the folder " + inTheWay);
        assertThat(inTheWay).hasContent("in the way");
    }

    @Test
    void aCommandIsQuotedForAShell() {
        assertThat(CommandText.of(
                        List.of("simulate", "my job.yaml", "--set", "codec={scheme: sign}", "--set", "name=it's")))
                .isEqualTo("psephos simulate 'my job.yaml' --set 'codec={scheme: sign}' --set 'name=it'\\''s'");
        assertThat(CommandText.of("my tools/psephos", List.of("--help"))).isEqualTo("'my tools/psephos' --help");
    }

    private Run sweep(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--out", home.resolve("out").toString()));
        return Run.of("simulate", job(JOB), all.toArray(String[]::new));
    }

    private Path job(String job) throws IOException {
        return Files.writeString(home.resolve("job.yaml"), job);
    }
}
