package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;

/**
 * The point with the least sum of weighted distances. It breaks down where Byzantine vectors have half of the weight.
 *
 * <p>A {@link DistanceDescent} looks for it from the coordinate-wise median, which no minority moves out of the honest
 * values, until it {@linkplain DistanceDescent#stands stands} or the steps are used up, which is then said.
 */
public final class GeometricMedian implements VectorRule {
    private final double smoothing;
    private final int iterations;

    /**
     * @param smoothing ν, above 0, in the unit of the update: shorter distances count by their squares
     * @param iterations steps, at least 1: there are no more
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
        return combination(vectors, byzantine).vector();
    }

    @Override
    public Combination combination(Vectors vectors, int byzantine) {
        Breakdown.HALF.require("geometric-median", vectors.count(), byzantine);
        DistanceDescent descent = new DistanceDescent(vectors, CoordinateMedian.of(vectors), smoothing);
        for (int step = 0; step < iterations && !descent.stands(); step++) {
            descent.step();
        }
        return new Combination(descent.point(), descent.stands() ? 0 : descent.pull());
    }
}
