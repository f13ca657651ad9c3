package io.psephos.simulation.report;

import io.psephos.aggregation.VoteMargins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Runs to make reports of, without a simulation. */
final class TestRuns {
    private TestRuns() {}

    /** A run of ten rounds whose accuracy rises by equal steps to the given one. */
    static ReportRun run(String label, long seed, double accuracy) {
        return run(label, seed, 10, round -> accuracy * round / 10, null);
    }

    /** A run that ended early, and what is told of that. */
    static ReportRun failed(String label, long seed, String failure) {
        return run(label, seed, 3, round -> 0.1 * round, failure);
    }

    /** A run of so many rounds, each of which sent a kilobyte up and two down, in a second, for two updates. */
    static ReportRun run(String label, long seed, int rounds, IntToDoubleFunction accuracy, @Nullable String failure) {
        List<ReportRun.Point> points = new ArrayList<>();
        List<ReportRun.Margins> margins = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double value = accuracy.applyAsDouble(round);
            points.add(new ReportRun.Point(round, value, 1 - value, 1000L * round, 2000L * round, (double) round));
            margins.add(
                    new ReportRun.Margins(round, new VoteMargins(0.5 / round, 0.1, 0.2, Collections.nCopies(10, 0.1))));
        }
        return new ReportRun(
                label,
                seed,
                "name: " + label + "\n",
                points,
                new ReportRun.Totals(2, rounds, 2L * rounds, 1, 1000L * rounds, 2000L * rounds, 5000, rounds),
                Holdings.of(2, client -> new int[] {3 + client, 0}, client -> client == 0),
                List.of(new ReportRun.Refusals(2, Map.of("late", 1))),
                margins,
                List.of(new ReportRun.Fact("codec", "sign")),
                "1.2.3",
                "d1ge57",
                failure);
    }
}
