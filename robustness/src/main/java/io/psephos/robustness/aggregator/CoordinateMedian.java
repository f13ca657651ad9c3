package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;

/**
 * The median of every coordinate, of an even number of values the mean of the two in the middle (Yin et al., 2018).
 * Breaks down at f = n/2. Memory beyond the updates is a few blocks of coordinates.
 */
public final class CoordinateMedian implements VectorRule {

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.HALF.require("coordinate-median", vectors.count(), byzantine);
        return of(vectors);
    }

    static float[] of(Vectors vectors) {
        int low = (vectors.count() - 1) / 2;
        int high = vectors.count() / 2;
        return vectors.bySortedCoordinates(low, high + 1, (sorted, median) -> {
            float[] lower = sorted[low];
            float[] upper = sorted[high];
            for (int l = 0; l < median.length; l++) {
                median[l] = (float) (((double) lower[l] + upper[l]) / 2);
            }
        });
    }
}
