package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;

/**
 * RFA: the point with the least sum of distances, by so many steps of the smoothed Weiszfeld algorithm from zero
 * (Pillutla, Kakade and Harchaoui, 2022): z ← Σβx/Σβ with β = α/max(ν, ‖z − x‖) and α the weight of a vector. The exact
 * point breaks down where Byzantine vectors have half of the weight; few steps come near it.
 */
public final class GeometricMedian implements VectorRule {
    private final double smoothing;
    private final int iterations;

    /**
     * @param smoothing ν, above 0, in the unit of the update
     * @param iterations steps, at least 1
     */
    public GeometricMedian(double smoothing, int iterations) {
        if (!(smoothing > 0) || iterations < 1) {
            throw new IllegalArgumentException(
                    "smoothing must be > 0 and iterations >= 1, were " + smoothing + " and " + iterations);
        }
        this.smoothing = smoothing;
        this.iterations = iterations;
    }

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.HALF.require("geometric-median", vectors.count(), byzantine);
        float[] point = new float[vectors.length()];
        for (int step = 0; step < iterations; step++) {
            double[] shares = vectors.distancesTo(point);
            for (int i = 0; i < shares.length; i++) {
                shares[i] = vectors.weight(i) / Math.max(smoothing, shares[i]);
            }
            double total = Arrays.stream(shares).reduce(0, Double::sum);
            point = vectors.combined(
                    Arrays.stream(shares).map(share -> share / total).toArray());
        }
        return point;
    }
}
