package io.psephos.client.update;

import io.psephos.privacy.clipping.L2Clipping;

/** A difference after clipping, the only type that noise can be added to. */
final class Clipped {
    private final float[] values;
    private final double norm;

    private Clipped(float[] values, double norm) {
        this.values = values;
        this.norm = norm;
    }

    static Clipped by(L2Clipping clipping, double norm, Difference difference) {
        return new Clipped(clipping.clip(difference.values()), norm);
    }

    static Clipped unbounded(Difference difference) {
        return new Clipped(difference.values(), Double.POSITIVE_INFINITY);
    }

    float[] values() {
        return values;
    }

    /** Returns the bound on the values' L2 norm; infinite where nothing was clipped. */
    double norm() {
        return norm;
    }
}
