package io.psephos.robustness.vector;

import java.util.Random;

/** Vectors as plain rows, and the slow way to compare them. */
public final class Rows {
    private Rows() {}

    public static float[][] gaussian(int count, int length, long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[count][length];
        for (float[] row : rows) {
            for (int i = 0; i < length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    public static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum;
    }
}
