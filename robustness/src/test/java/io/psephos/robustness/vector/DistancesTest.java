package io.psephos.robustness.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DistancesTest {

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 1", "3, 511", "8, 512", "9, 513", "17, 1025", "16, 4096", "5, 32768", "4, 32769", "3, 70001"
    })
    void agreeWithTheDefinition(int count, int length) {
        float[][] rows = Rows.gaussian(count, length, 1);
        Distances distances = Vectors.of(rows).distances();
        for (int i = 0; i < count; i++) {
            assertThat(distances.squared(i, i)).isZero();
            for (int j = 0; j < count; j++) {
                double expected = Rows.squaredDistance(rows[i], rows[j]);
                assertThat(distances.squared(i, j)).isCloseTo(expected, within(1e-6 * expected));
                assertThat(distances.squared(i, j)).isEqualTo(distances.squared(j, i));
            }
        }
    }

    /** Also where the module of the Vector API is missing. */
    @Test
    void bothKernelsGiveTheSameBits() {
        assertThat(TileKernels.vector())
                .as("--add-modules jdk.incubator.vector")
                .isPresent();
        for (int length : new int[] {1, 15, 16, 17, 4096, 4111, 65_536, 70_001}) {
            float[][] rows = Rows.gaussian(7, length, length);
            assertThat(DistanceKernel.squared(rows, TileKernels.best()))
                    .isDeepEqualTo(DistanceKernel.squared(rows, new PlainTileKernel()));
        }
    }

    @Test
    void whatFloatsCannotHoldIsAddedInDouble() {
        float[][] rows = Rows.gaussian(5, 700, 2);
        for (int i = 0; i < 700; i++) {
            rows[0][i] = 1e30f;
            rows[1][i] = -Float.MAX_VALUE;
            rows[2][i] = 1e-30f;
            rows[3][i] = 2e-30f;
        }
        Distances distances = Vectors.of(rows).distances();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                double expected = Rows.squaredDistance(rows[i], rows[j]);
                assertThat(distances.squared(i, j)).isCloseTo(expected, within(1e-6 * expected));
            }
        }
        assertThat(distances.neighbours(4)).startsWith(2, 3);
    }

    @Test
    void neighboursAreInTheOrderOfDistanceAndIndex() {
        Distances distances =
                Vectors.of(new float[][] {{0}, {2}, {-1}, {1}, {0}}).distances();
        assertThat(distances.neighbours(0)).containsExactly(4, 2, 3, 1);
        assertThat(distances.nearest(4, 3)).containsExactly(4, 0, 2);
    }
}
