package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.robustness.vector.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BulyanTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new Bulyan();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.BULYAN;
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "7, 1", "9, 1", "11, 2", "16, 3", "24, 5"})
    void agreesWithTheSlowWay(int count, int byzantine) {
        for (long seed = 1; seed <= 20; seed++) {
            float[][] rows = Inputs.honest(count, 9, new Random(seed));
            float[] actual = new Bulyan().combine(Vectors.of(rows), byzantine);
            double[] expected = slowly(rows, byzantine);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    /** From lists and definitions alone: nothing is shared with the rule. */
    private static double[] slowly(float[][] rows, int byzantine) {
        List<float[]> left = new ArrayList<>(List.of(rows));
        List<float[]> picked = new ArrayList<>();
        while (picked.size() < rows.length - 2 * byzantine) {
            float[] best = left.get(0);
            for (float[] candidate : left) {
                if (score(candidate, left, byzantine) < score(best, left, byzantine)) {
                    best = candidate;
                }
            }
            picked.add(best);
            left.remove(best);
        }
        double[] result = new double[rows[0].length];
        for (int i = 0; i < result.length; i++) {
            int at = i;
            List<Double> values = new ArrayList<>(
                    picked.stream().map(row -> (double) row[at]).sorted().toList());
            int n = values.size();
            double median = (values.get((n - 1) / 2) + values.get(n / 2)) / 2;
            values.sort(Comparator.comparingDouble(value -> Math.abs(value - median)));
            result[i] = values.stream()
                    .limit(n - 2 * byzantine)
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
        return result;
    }

    private static double score(float[] candidate, List<float[]> left, int byzantine) {
        return left.stream()
                .filter(other -> other != candidate)
                .mapToDouble(other -> Math.pow(Inputs.distance(candidate, other), 2))
                .sorted()
                .limit(Math.max(1, left.size() - byzantine - 2))
                .sum();
    }
}
