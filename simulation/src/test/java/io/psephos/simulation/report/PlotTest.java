package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.simulation.report.Plot.Point;
import io.psephos.simulation.report.Plot.Scale;
import io.psephos.simulation.report.Plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotTest {
    private static final Pattern TICK =
            Pattern.compile("class=\"tick\" x=\"([0-9.]+)\" y=\"[0-9]+\" text-anchor=\"middle\">([^<]+)<");

    private record Tick(double at, String label) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "90; 1500; 100 200 500 1,000",
                "900; 95000; 1,000 2,000 5,000 10,000 20,000 50,000",
                "900; 900000; 1,000 3,000 10,000 30,000 100,000 300,000",
                "900; 90000000; 1,000 10,000 100,000 1,000,000 10,000,000",
                "900; 9000000000; 10,000 1,000,000 100,000,000",
                "1100; 1900; 1,100 1,900",
                "1000; 1000; 1,000"
            })
    void aLogarithmicAxisHasRoundNumbers(double from, double to, String labels) {
        assertThat(ticks(from, to).stream().map(Tick::label).collect(Collectors.joining(" ")))
                .isEqualTo(labels);
    }

    /** Digits are seven wide at most. */
    @Test
    void labelsDoNotRunIntoEachOther() {
        for (double from = 0.02; from < 1e7; from *= 3.7) {
            for (double factor = 1.5; factor < 1e9; factor *= 2.3) {
                List<Tick> ticks = ticks(from, from * factor);
                assertThat(ticks).hasSizeBetween(2, 12);
                for (int i = 1; i < ticks.size(); i++) {
                    double room = ticks.get(i).at() - ticks.get(i - 1).at();
                    double half = 3.5
                            * (ticks.get(i).label().length()
                                    + ticks.get(i - 1).label().length());
                    assertThat(room).as("%s", ticks).isGreaterThan(half);
                }
            }
        }
    }

    private static List<Tick> ticks(double from, double to) {
        Series series = new Series("#000", List.of(new Point(from, 0.1), new Point(to, 0.9)));
        Matcher matcher = TICK.matcher(new Plot("bytes", "accuracy", List.of(series), Scale.LOGARITHMIC).svg());
        List<Tick> ticks = new ArrayList<>();
        while (matcher.find()) {
            ticks.add(new Tick(Double.parseDouble(matcher.group(1)), matcher.group(2)));
        }
        return ticks;
    }
}
