package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;

/**
 * Centered clipping: the last aggregate moved by the mean of the updates' differences from it, each shortened to a
 * radius: v ← v + mean((x − v) · min(1, τ/‖x − v‖)) (Karimireddy, He and Jaggi, 2021). A Byzantine update moves the
 * result by at most τ/n a step, whatever it is; the paper proves convergence for f/n up to about a tenth, and no rule
 * of n vectors withstands half. Where vectors come one by one it takes one too.
 */
public final class CenteredClipping implements VectorRule {
    private final float[] last;
    private final double radius;
    private final int iterations;

    /**
     * @param last the aggregate of the round before; empty for zeros
     * @param radius τ, above 0, in the unit of the update
     * @param iterations steps, at least 1
     */
    public CenteredClipping(float[] last, double radius, int iterations) {
        if (!(radius > 0) || iterations < 1) {
            throw new IllegalArgumentException(
                    "radius must be > 0 and iterations >= 1, were " + radius + " and " + iterations);
        }
        this.last = last;
        this.radius = radius;
        this.iterations = iterations;
    }

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.BOUNDED.require("centered-clipping", vectors.count(), byzantine);
        float[] center = last.length == 0 ? new float[vectors.length()] : last;
        if (center.length != vectors.length()) {
            throw new IllegalArgumentException(
                    "the last aggregate must have " + vectors.length() + " coordinates, had " + center.length);
        }
        for (int step = 0; step < iterations; step++) {
            double[] factors = Arrays.stream(vectors.distancesTo(center))
                    .map(distance -> (distance > radius ? radius / distance : 1) / vectors.count())
                    .toArray();
            double moved = Arrays.stream(factors).reduce(0, Double::sum);
            center = vectors.combined(factors, 1 - moved, center);
        }
        return center;
    }
}
