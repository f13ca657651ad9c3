package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void aLongCurveKeepsItsPeaksItsDipsAndItsEnds() {
        Curve curve = Curve.of(setting(TestRuns.run(
                "a", 1, 10_000, round -> round == 4333 ? 0.99 : round == 6789 ? 0.01 : 0.5 + round * 1e-6, null)));

        assertThat(curve.measured()).isEqualTo(10_000);
        assertThat(curve.drawn()).isLessThan(2_000);
        assertThat(column(curve, "rounds"))
                .contains(1.0, 4333.0, 6789.0, 10_000.0)
                .isSorted();
        assertThat(mean(curve)).contains(0.99, 0.01);
    }

    @Test
    void aShortCurveIsDrawnAsItIs() {
        Curve curve = Curve.of(setting(TestRuns.run("a", 1, 0.8)));

        assertThat(curve.drawn()).isEqualTo(10);
        assertThat(column(curve, "rounds")).hasSize(10);
        assertThat(band(curve)).as("one seed has no band").containsOnlyKeys("mean");
    }

    /** The mean of both would jump where the worse one stops. */
    @Test
    void aLineEndsWhereItsFirstSeedDoes() {
        Curve curve = Curve.of(
                setting(TestRuns.run("a", 1, 10, round -> 0.9, null), TestRuns.run("a", 2, 6, round -> 0.1, null)));

        assertThat(column(curve, "rounds")).endsWith(5.0, 6.0);
        assertThat(mean(curve)).containsOnly(0.5);
    }

    @Test
    void marginsRunOverRoundsOnly() {
        Curve curve = Curve.ofMargins(setting(TestRuns.run("a", 1, 0.8)));

        assertThat(curve.columns()).containsOnlyKeys("rounds", "margin");
    }

    private static Setting setting(ReportRun... runs) {
        return new Setting("a", 0, List.of(runs));
    }

    private static List<Double> mean(Curve curve) {
        return Objects.requireNonNull(band(curve).get("mean"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, List<Double>> band(Curve curve) {
        return (Map<String, List<Double>>)
                Objects.requireNonNull(curve.columns().get("accuracy"));
    }

    @SuppressWarnings("unchecked")
    private static List<Double> column(Curve curve, String name) {
        return (List<Double>) curve.columns().get(name);
    }
}
