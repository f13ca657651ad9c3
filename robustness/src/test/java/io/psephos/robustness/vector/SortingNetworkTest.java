package io.psephos.robustness.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortingNetworkTest {

    /** What sorts all zeros and ones sorts all numbers (Knuth, TAOCP 3, 5.3.4 Z). */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyPatternOfZerosAndOnesIsSorted(int count) {
        int patterns = 1 << count;
        float[][] rows = new float[count][patterns];
        for (int p = 0; p < patterns; p++) {
            for (int i = 0; i < count; i++) {
                rows[i][p] = p >>> i & 1;
            }
        }
        SortingNetwork.forRanks(count, 0, count).sort(rows);
        for (int p = 0; p < patterns; p++) {
            for (int r = 0; r < count; r++) {
                assertThat(rows[r][p]).isEqualTo(r < count - Integer.bitCount(p) ? 0 : 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 31, 64, 99, 100, 129, 1000})
    void wantedRanksAreInTheirPlaces(int count) {
        Random random = new Random(count);
        int from = (count - 1) / 3;
        int to = count / 2 + 1;
        float[][] rows = new float[count][50];
        for (float[] row : rows) {
            for (int l = 0; l < row.length; l++) {
                row[l] = random.nextInt(count) - count / 2;
            }
        }
        float[][] expected = new float[50][count];
        for (int l = 0; l < 50; l++) {
            for (int i = 0; i < count; i++) {
                expected[l][i] = rows[i][l];
            }
            Arrays.sort(expected[l]);
        }
        SortingNetwork.forRanks(count, from, to).sort(rows);
        for (int l = 0; l < 50; l++) {
            for (int r = from; r < to; r++) {
                assertThat(rows[r][l]).isEqualTo(expected[l][r]);
            }
        }
    }

    @Test
    void negativeZeroIsBelowZero() {
        float[][] rows = {{0f}, {-0f}, {0f}};
        SortingNetwork.forRanks(3, 0, 3).sort(rows);
        assertThat(Float.floatToRawIntBits(rows[0][0])).isEqualTo(Float.floatToRawIntBits(-0f));
    }
}
