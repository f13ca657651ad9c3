package io.psephos.robustness.vector;

import java.util.Arrays;

/** Sums of rows, a block of coordinates at a time so that a block stays in cache; in double, in the order of rows. */
final class Sums {
    private static final int BLOCK = 2048;

    private Sums() {}

    /** The mean of each group of rows. */
    static float[][] means(float[][] rows, int[][] groups, int length) {
        float[][] means = new float[groups.length][length];
        Parallel.forEach((length + BLOCK - 1) / BLOCK, b -> {
            int from = b * BLOCK;
            int count = Math.min(BLOCK, length - from);
            double[] sum = new double[count];
            for (int g = 0; g < groups.length; g++) {
                add(rows, groups[g], from, sum);
                round(sum, groups[g].length, means[g], from);
            }
        });
        return means;
    }

    /** Σ factor · row + more · vector. */
    static float[] combined(float[][] rows, double[] factors, double more, float[] vector) {
        int length = vector.length;
        float[] combined = new float[length];
        Parallel.forEach((length + BLOCK - 1) / BLOCK, b -> {
            int from = b * BLOCK;
            double[] sum = new double[Math.min(BLOCK, length - from)];
            for (int i = 0; i < rows.length; i++) {
                add(rows[i], factors[i], from, sum);
            }
            add(vector, more, from, sum);
            round(sum, 1, combined, from);
        });
        return combined;
    }

    /** Σ factor · row − point, not rounded. */
    static double[] wayToCombined(float[][] rows, double[] factors, double[] point) {
        int length = point.length;
        double[] way = new double[length];
        Parallel.forEach((length + BLOCK - 1) / BLOCK, b -> {
            int from = b * BLOCK;
            double[] sum = new double[Math.min(BLOCK, length - from)];
            for (int i = 0; i < rows.length; i++) {
                add(rows[i], factors[i], from, sum);
            }
            for (int l = 0; l < sum.length; l++) {
                way[from + l] = sum[l] - point[from + l];
            }
        });
        return way;
    }

    static float[] scaled(float[] row, double factor) {
        float[] scaled = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            scaled[i] = (float) (factor * row[i]);
        }
        return scaled;
    }

    /** Sets the sum to that of the group. */
    private static void add(float[][] rows, int[] group, int from, double[] sum) {
        Arrays.fill(sum, 0);
        int g = 0;
        for (; g + 4 <= group.length; g += 4) {
            addFour(rows[group[g]], rows[group[g + 1]], rows[group[g + 2]], rows[group[g + 3]], from, sum);
        }
        for (; g < group.length; g++) {
            float[] row = rows[group[g]];
            for (int l = 0; l < sum.length; l++) {
                sum[l] += row[from + l];
            }
        }
    }

    private static void addFour(float[] a, float[] b, float[] c, float[] d, int from, double[] sum) {
        for (int l = 0; l < sum.length; l++) {
            sum[l] = sum[l] + a[from + l] + b[from + l] + c[from + l] + d[from + l];
        }
    }

    private static void add(float[] row, double factor, int from, double[] sum) {
        if (factor == 0) {
            return;
        }
        for (int l = 0; l < sum.length; l++) {
            sum[l] += factor * row[from + l];
        }
    }

    /** Rounds the mean, which is never beyond its numbers, so that the limit is only for what rounding adds. */
    private static void round(double[] sum, double divisor, float[] into, int from) {
        for (int l = 0; l < sum.length; l++) {
            into[from + l] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sum[l] / divisor));
        }
    }
}
