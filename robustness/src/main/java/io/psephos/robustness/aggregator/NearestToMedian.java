package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;

/**
 * MoNNA at a server: the mean of the n − f vectors nearest to a pivot (Farhadkhani et al., "Robust Collaborative Learning
 * with Linear Gradient Overhead", 2023). In the paper each peer takes its own vector for a pivot, which it can trust; a
 * server has none, so here the pivot is the coordinate-wise median, and the paper's guarantee, which is for peers, is not
 * claimed. Breaks down at f = n/2; of equally near vectors the lower index counts.
 */
public final class NearestToMedian implements VectorRule {

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.HALF.require("monna", vectors.count(), byzantine);
        return around(vectors, byzantine, CoordinateMedian.of(vectors));
    }

    static float[] around(Vectors vectors, int byzantine, float[] pivot) {
        return vectors.mean(Distances.lowest(vectors.distancesTo(pivot), vectors.count() - byzantine));
    }
}
