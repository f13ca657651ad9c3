package io.psephos.robustness.preaggregation;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;

/** Clipping to a stated norm: x · min(1, C/‖x‖). */
public final class StaticClipping implements PreAggregation {
    private final double norm;

    /** @param norm C, in the unit of the update, above 0 */
    public StaticClipping(double norm) {
        if (!(norm > 0)) {
            throw new IllegalArgumentException("clipping norm must be > 0, was " + norm);
        }
        this.norm = norm;
    }

    @Override
    public Vectors mix(Vectors vectors, int byzantine) {
        return clipped(vectors, vectors.norms(), norm);
    }

    static Vectors clipped(Vectors vectors, double[] norms, double limit) {
        return vectors.scaled(Arrays.stream(norms)
                .map(norm -> norm > limit ? limit / norm : 1)
                .toArray());
    }
}
