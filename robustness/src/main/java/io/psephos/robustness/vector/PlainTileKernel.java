package io.psephos.robustness.vector;

import java.util.Arrays;

/** The kernel that takes one pair after the other, in loops that work everywhere. */
final class PlainTileKernel implements TileKernel {

    @Override
    public void sum(float[][] rows, int first, int second, int count, float[][] sums) {
        for (int i = 0; i < HIGH; i++) {
            for (int j = 0; j < WIDE; j++) {
                float[] sum = sums[i * WIDE + j];
                Arrays.fill(sum, 0);
                add(rows[first + i], rows[second + j], count, sum);
            }
        }
    }

    private static void add(float[] one, float[] other, int count, float[] sum) {
        int at = 0;
        for (; at + LANES <= count; at += LANES) {
            for (int l = 0; l < LANES; l++) {
                float difference = one[at + l] - other[at + l];
                sum[l] = Math.fma(difference, difference, sum[l]);
            }
        }
        addRest(one, other, at, count, sum);
    }

    /** Adds the coordinates that do not fill the lanes. */
    static void addRest(float[] one, float[] other, int from, int to, float[] sum) {
        for (int l = 0; from + l < to; l++) {
            float difference = one[from + l] - other[from + l];
            sum[l] = Math.fma(difference, difference, sum[l]);
        }
    }
}
