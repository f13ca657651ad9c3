package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.simulation.lab.LabFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AttackLabCommandTest {
    private static final String LAB = """
            name: small
            job:
              model: {net: softmax, layers: [64, 10]}
              schedule: {rounds: 20}
              training: {learningRate: 0.5}
              codec: {scheme: float32}
            defences:
              mean: {}
              votes: {codec: {scheme: sign}, optimizer: {learningRate: 0.02}}
            attacks: [sign-flip, {kind: ipm, factor: 30}, {kind: backdoor, label: 3}]
            honest: 5
            byzantine: [1, 2]
            heterogeneity: [1, 0.5]
            """;

    @TempDir
    private Path home;

    @Row("psephos attack-lab")
    @Test
    void theWorstAttackOfEveryPlaceIsTold() throws IOException {
        Path report = home.resolve("report");

        Run run = lab(LAB, "--report", report.toString(), "--json");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).doesNotContain("note:");
        JsonNode told = run.last();
        assertThat(told.path("cells").asInt()).isEqualTo(2 * (1 + 3 * 2) * 2);
        assertThat(told.path("computed").asInt()).isEqualTo(28);
        assertThat(told.path("worst")).hasSize(2 * 3 * 2);
        assertThat(told.path("worst").valueStream())
                .filteredOn(place -> place.path("byzantine").asInt() > 0)
                .allSatisfy(place ->
                        assertThat(place.path("backdoorSuccess").asDouble(-1)).isBetween(0.0, 1.0));
        assertThat(worst(told, "mean", 2).path("attack").asString()).isEqualTo("ipm factor 30");
        assertThat(worst(told, "mean", 2).path("accuracy").asDouble()).isLessThan(0.2);
        assertThat(worst(told, "votes", 1).path("accuracy").asDouble())
                .as("one of six votes")
                .isGreaterThan(0.5);
        assertThat(Files.readAllLines(report.resolve("cells.csv")))
                .hasSize(29)
                .startsWith(
                        "defence,attack,byzantine,similarity,seed,state,accuracy,best,backdoor_success,rounds,refused,seconds,digest")
                .anyMatch(line -> line.startsWith("\"votes\",\"ipm factor 30\",2,0.5,1,finished,0."));
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("<table class=\"heat\">")
                .contains("Backdoors")
                .contains("ipm factor 30");

        Run again = lab(LAB, "--report", report.toString(), "--json");
        assertThat(again.exit()).isZero();
        assertThat(again.last().path("computed").asInt()).isZero();
        assertThat(again.err()).contains("28 cells were there already");
    }

    @Test
    void everyFaultOfALabFileComesAtOnce() throws IOException {
        Run run = lab(LAB.replace("honest: 5", "honest: 0").replace("name: small", "nome: small"));

        assertThat(run.exit()).isNotZero();
        assertThat(run.err())
                .contains("the lab file is invalid:")
                .contains("  nome: is no key of a lab file")
                .contains("  honest: must be whole, 1 to 10000, was 0");
    }

    /** Cells that are done stay done and are reported, whatever becomes of the others. */
    @Test
    void cellsThatAreDoneAreReportedWhenOthersFail() throws IOException {
        Path report = home.resolve("report");
        String lab = LAB.replace(
                "attacks: [sign-flip, {kind: ipm, factor: 30}, {kind: backdoor, label: 3}]", "attacks: [sign-flip]");
        assertThat(lab(lab, "--report", report.toString(), "--json").exit()).isZero();
        Files.delete(report.resolve("result.json"));

        Run run = lab(
                lab.replace("attacks: [sign-flip]", "attacks: [sign-flip, {kind: backdoor, label: 11}]"),
                "--report",
                report.toString(),
                "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.last().path("state").asString()).isEqualTo("failed");
        assertThat(run.last().path("reason").asString()).contains("label").doesNotContain("Exception");
        assertThat(run.last().path("worst").size()).isPositive();
        assertThat(report.resolve("result.json")).exists();
    }

    /** The disk may be full by now, or somebody else's files in the way. */
    @Test
    void aReportThatCannotBeWrittenLosesNothingElse() throws IOException {
        Path report = home.resolve("report");
        assertThat(lab(LAB, "--report", report.toString()).exit()).isZero();
        Files.delete(report.resolve("index.html"));
        Files.createDirectory(report.resolve("index.html"));

        Run run = lab(LAB, "--report", report.toString(), "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out() + run.err()).contains("report       cannot be written");
        assertThat(run.last().path("state").asString()).isEqualTo("finished");
        assertThat(run.last().path("worst")).hasSize(2 * 3 * 2);
    }

    @Test
    void whatDoesNotFitTheDataIsToldBeforeAnyCell() throws IOException {
        Run run = lab(
                LAB.replace("[64, 10]", "[64, 5]"),
                "--report",
                home.resolve("report").toString(),
                "--json");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("job.model.layers: must end with 10").contains("was [64, 5]");
        assertThat(run.last().path("reason").asString()).contains("model.layers");
    }

    @Test
    void everySampleIsValid() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "samples", "labs"))) {
            List<LabFile> labs = files.map(file -> {
                        try {
                            return LabFile.parse(Files.readString(file));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
            assertThat(labs)
                    .hasSizeGreaterThanOrEqualTo(1)
                    .allMatch(lab -> !lab.cells().all().isEmpty());
        }
    }

    private static JsonNode worst(JsonNode told, String defence, int byzantine) {
        return told.path("worst")
                .valueStream()
                .filter(place -> place.path("defence").asString().equals(defence)
                        && place.path("byzantine").asInt() == byzantine
                        && place.path("similarity").asDouble() == 1)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsRarelyMeantIsNotedOnceForAllCells() throws IOException {
        String noted = """
                name: noted
                job:
                  model: {net: softmax, layers: [64, 10]}
                  schedule: {rounds: 1}
                  codec: {scheme: float32}
                  optimizer: {learningRate: 0.05}
                defences:
                  mean: {}
                  median: {aggregation: {rule: coordinate-median}}
                  votes: {codec: {scheme: sign}}
                attacks: [sign-flip]
                honest: 3
                byzantine: [1]
                heterogeneity: [1, 0]
                """;

        Run run = lab(noted, "--report", home.resolve("report").toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(line -> line.startsWith("note:")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("note: optimizer.learningRate is 0.05: the model goes 0.05 of the way")
                        .endsWith("(defences mean, median)"));
    }

    private Run lab(String lab, String... options) throws IOException {
        return Run.of("attack-lab", Files.writeString(home.resolve("lab.yaml"), lab), options);
    }
}
