package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MinimumDiameterAveragingTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new MinimumDiameterAveraging();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.SEARCHED;
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "5, 2", "7, 3", "9, 2", "12, 5", "13, 6", "10, 0"})
    void agreesWithTryingEverySet(int count, int byzantine) {
        for (long seed = 1; seed <= 20; seed++) {
            // Few values, so that many sets have the same diameter.
            Random random = new Random(seed);
            float[][] rows = new float[count][2];
            for (float[] row : rows) {
                row[0] = random.nextInt(5);
                row[1] = random.nextInt(3);
            }
            Distances distances = Vectors.of(rows).distances();
            assertThat(MinimumDiameterAveraging.select(distances, byzantine))
                    .as("seed %d", seed)
                    .containsExactly(everySet(distances, byzantine));
        }
    }

    @Test
    void searchesWhatNobodyCouldTryOneByOne() {
        float[][] rows = Inputs.honest(50, 20, new Random(1));
        for (int i = 0; i < 24; i++) {
            rows[2 * i][0] += 40;
        }
        int[] expected = new int[26];
        Arrays.setAll(expected, i -> i < 24 ? 2 * i + 1 : i + 24);
        assertThat(MinimumDiameterAveraging.select(Vectors.of(rows).distances(), 24))
                .containsExactly(expected);
    }

    @Test
    void theSearchIsQuickWithoutOutliersToo() {
        float[][] rows = Inputs.honest(60, 3, new Random(2));
        assertThat(MinimumDiameterAveraging.select(Vectors.of(rows).distances(), 24))
                .hasSize(36);
    }

    /** The first set in lexicographic order of all with the least diameter. */
    private static int[] everySet(Distances distances, int byzantine) {
        int count = distances.count();
        int[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (int bits = 0; bits < 1 << count; bits++) {
            if (Integer.bitCount(bits) != count - byzantine) {
                continue;
            }
            int[] set = new int[count - byzantine];
            int size = 0;
            for (int i = 0; i < count; i++) {
                if ((bits >>> i & 1) != 0) {
                    set[size++] = i;
                }
            }
            double diameter = diameter(distances, set);
            if (diameter < least || diameter == least && Arrays.compare(set, best) < 0) {
                least = diameter;
                best = set;
            }
        }
        return best;
    }

    private static double diameter(Distances distances, int[] set) {
        double diameter = 0;
        for (int i : set) {
            for (int j : set) {
                diameter = Math.max(diameter, distances.squared(i, j));
            }
        }
        return diameter;
    }
}
