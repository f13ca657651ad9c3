package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;

/**
 * Meamed: of every coordinate the mean of the n − f values nearest to its median (Xie, Koyejo and Gupta, 2018). Breaks
 * down at f = n/2. Where two values are equally far, the lower one counts.
 */
public final class MeanAroundMedian implements VectorRule {

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.HALF.require("meamed", vectors.count(), byzantine);
        return without(vectors, byzantine);
    }

    /** The mean of all values but the {@code dropped} that are farthest from the median. */
    static float[] without(Vectors vectors, int dropped) {
        int count = vectors.count();
        return vectors.bySortedCoordinates(0, count, (sorted, mean) -> {
            for (int l = 0; l < mean.length; l++) {
                mean[l] = around(sorted, l, dropped);
            }
        });
    }

    private static float around(float[][] sorted, int l, int dropped) {
        int count = sorted.length;
        double median = ((double) sorted[(count - 1) / 2][l] + sorted[count / 2][l]) / 2;
        int low = 0;
        int high = count - 1;
        for (int left = dropped; left > 0; left--) {
            if (median - sorted[low][l] > sorted[high][l] - median) {
                low++;
            } else {
                high--;
            }
        }
        double sum = 0;
        for (int r = low; r <= high; r++) {
            sum += sorted[r][l];
        }
        return (float) (sum / (high - low + 1));
    }
}
