package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.LabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
                                0,
                                "attack",
                                "none",
                                "accuracy",
                                0.95),
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
                .hasSize(4)
                .anyMatch(line -> line.matches("mean +1\\.0 +2 +0\\.7000 +sign-flip"));
    }

    @Test
    void thePageShowsEveryPlaceAndWhyOneIsEmpty() throws Exception {
        new LabReport(FILE, results()).writeTo(home);

        String page = Files.readString(home.resolve("index.html"));
        assertThat(page)
                .contains(">70.0\u00a0%<small>sign-flip</small>")
                .contains("sign-flip 70.0\u00a0%, backdoor label 3 80.0\u00a0%")
                .contains(">95.0\u00a0%<small>no attack</small>")
                .as("3 of 6 is half")
                .contains("must be below half of the cohort of 6, was 3")
                .contains("a&lt;b")
                .doesNotContain("a<b")
                .doesNotContain("NaN");
        assertThat(Files.readAllLines(home.resolve("cells.csv"))).hasSize(7);
    }

    @Test
    void coloursRunFromRustToBlueAndTheOtherWayRoundForBackdoors() {
        HeatMap.Field one = new HeatMap.Field(1, "", "");
        HeatMap.Field none = new HeatMap.Field(0, "", "");
        HeatMap.Field missing = new HeatMap.Field(Double.NaN, "", "");

        assertThat(html(one, false)).contains("#1f4e79");
        assertThat(html(none, false)).contains("#9b3d12");
        assertThat(html(one, true)).contains("#9b3d12");
        assertThat(html(new HeatMap.Field(0.95, "", ""), false)).as("half way").contains("#6187aa");
        assertThat(html(missing, false)).contains("–").doesNotContain("NaN");
    }

    private static String html(HeatMap.Field field, boolean smallIsGood) {
        Map<String, String> styles = new TreeMap<>();
        String table = new HeatMap("row", List.of("r"), "column", List.of("c"), smallIsGood)
                .html(List.of(List.of(field)), styles);
        return table + styles.values();
    }

    private static List<CellResult> results() {
        List<CellResult> results = new ArrayList<>();
        results.add(result("mean", "sign-flip", 1, 0.9, null));
        results.add(result("mean", "sign-flip", 2, 0.5, null));
        results.add(result("mean", "backdoor label 3", 1, 0.8, 0.2));
        results.add(result("mean", "backdoor label 3", 2, 0.8, 0.3));
        results.add(result("a<b", "sign-flip", 1, 0, null));
        results.add(peace("mean", 0.95));
        return results;
    }

    private static CellResult peace(String defence, double accuracy) {
        return new CellResult("k", defence, "none", 0, 1, 1, "finished", accuracy, accuracy, null, 5, 0, 1.5, "d");
    }

    private static CellResult result(
            String defence, String attack, long seed, double accuracy, @Nullable Double backdoor) {
        return new CellResult(
                "k", defence, attack, 2, 1, seed, "finished", accuracy, accuracy, backdoor, 5, 0, 1.5, "d");
    }
}
