package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;

/**
 * The mean of every coordinate without its f largest and its f smallest values (Yin et al., 2018). Breaks down at
 * f = n/2. Memory beyond the updates is a few blocks of coordinates.
 */
public final class TrimmedMean implements VectorRule {

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        int count = vectors.count();
        Breakdown.HALF.require("trimmed-mean", count, byzantine);
        return vectors.bySortedCoordinates(byzantine, count - byzantine, (sorted, mean) -> {
            double[] sum = new double[mean.length];
            for (int r = byzantine; r < count - byzantine; r++) {
                add(sorted[r], sum);
            }
            for (int l = 0; l < mean.length; l++) {
                mean[l] = (float) (sum[l] / (count - 2 * byzantine));
            }
        });
    }

    private static void add(float[] values, double[] sum) {
        for (int l = 0; l < sum.length; l++) {
            sum[l] += values[l];
        }
    }
}
