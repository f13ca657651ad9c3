package io.psephos.robustness.aggregator;

import io.psephos.compression.Norm;
import io.psephos.robustness.vector.Vectors;

/**
 * FLTrust: every update is scaled to the norm of the server's own and weighted by the cosine between the two, or 0
 * where it is negative (Cao et al., 2021). Withstands any number of Byzantine clients that leaves one honest, as long
 * as the server's examples are like the clients'. Where no update points the server's way, the result is zero.
 */
public final class RootTrust implements VectorRule {
    private final float[] root;

    /** @param root the update that the server computed from examples of its own: read only */
    public RootTrust(float[] root) {
        this.root = root;
    }

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.ALL_BUT_ONE.require("fltrust", vectors.count(), byzantine);
        if (root.length != vectors.length()) {
            throw new IllegalArgumentException(
                    "the server's update must have " + vectors.length() + " coordinates, had " + root.length);
        }
        double length = Norm.L2.of(root, 0, root.length);
        double[] norms = vectors.norms();
        double[] factors = vectors.productsWith(root);
        double total = 0;
        for (int i = 0; i < factors.length; i++) {
            double scale = length * norms[i];
            double trust = scale > 0 ? Math.max(0, factors[i] / scale) : 0;
            total += trust;
            factors[i] = trust == 0 ? 0 : trust * length / norms[i];
        }
        if (total == 0) {
            return new float[root.length];
        }
        for (int i = 0; i < factors.length; i++) {
            factors[i] /= total;
        }
        return vectors.combined(factors);
    }
}
