package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.LabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabReportTest {
    private static final LabFile FILE = LabFile.parse("""
            job: {codec: {scheme: float32}}
            defences: {mean: {}, "a<b": {}}
            attacks: [sign-flip, {kind: backdoor, label: 3}]
            honest: 3
            byzantine: [2, 3]
            seeds: [1, 2]
            """);

    @TempDir
    private Path home;

    /** Of the sign flip the seeds left 0.9 and 0.5, of the backdoor 0.8 twice: the sign flip is the worse one. */
    @Test
    void theWorstAttackIsThatOfTheLowestMeanOverSeeds() {
        LabReport report = new LabReport(FILE, results());

        assertThat(report.summary().get("worst"))
                .isEqualTo(List.of(
                        Map.of(
                                "defence",
                                "mean",
                                "similarity",
                                1.0,
                                "byzantine",
                                2,
                                "attack",
                                "sign-flip",
                                "accuracy",
                                0.7,
                                "backdoorSuccess",
                                0.25),
                        Map.of(
                                "defence",
                                "a<b",
                                "similarity",
                                1.0,
                                "byzantine",
                                2,
                                "attack",
                                "sign-flip",
                                "accuracy",
                                0.0)));
        assertThat(report.table().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("mean +1\\.0 +2 +0\\.7000 +sign-flip"));
    }

    @Test
    void thePageShowsEveryPlaceAndWhyOneIsEmpty() throws Exception {
        new LabReport(FILE, results()).writeTo(home);

        String page = Files.readString(home.resolve("index.html"));
        assertThat(page)
                .contains(">0.700<")
                .contains("sign-flip 0.7000, backdoor label 3 0.8000")
                .as("3 of 6 is half")
                .contains("must be below half of the cohort of 6, was 3")
                .contains("a&lt;b")
                .doesNotContain("a<b")
                .doesNotContain("NaN");
        assertThat(Files.readAllLines(home.resolve("cells.csv"))).hasSize(6);
    }

    @Test
    void coloursRunFromRustToGreenAndTheOtherWayRoundForBackdoors() {
        HeatMap.Field one = new HeatMap.Field(1, "", "");
        HeatMap.Field none = new HeatMap.Field(0, "", "");
        HeatMap.Field missing = new HeatMap.Field(Double.NaN, "", "");

        assertThat(svg(one, false)).contains("#1f6f5c");
        assertThat(svg(none, false)).contains("#9b3d12");
        assertThat(svg(one, true)).contains("#9b3d12");
        assertThat(svg(new HeatMap.Field(0.95, "", ""), false)).as("half way").contains("#649d8a");
        assertThat(svg(missing, false)).contains("–").doesNotContain("NaN");
    }

    private static String svg(HeatMap.Field field, boolean smallIsGood) {
        return new HeatMap("row", List.of("r"), "column", List.of("c"), smallIsGood).svg(List.of(List.of(field)));
    }

    private static List<CellResult> results() {
        List<CellResult> results = new ArrayList<>();
        results.add(result("mean", "sign-flip", 1, 0.9, null));
        results.add(result("mean", "sign-flip", 2, 0.5, null));
        results.add(result("mean", "backdoor label 3", 1, 0.8, 0.2));
        results.add(result("mean", "backdoor label 3", 2, 0.8, 0.3));
        results.add(result("a<b", "sign-flip", 1, 0, null));
        return results;
    }

    private static CellResult result(
            String defence, String attack, long seed, double accuracy, @Nullable Double backdoor) {
        return new CellResult(
                "k", defence, attack, 2, 1, seed, "finished", accuracy, accuracy, backdoor, 5, 0, 1.5, "d");
    }
}
