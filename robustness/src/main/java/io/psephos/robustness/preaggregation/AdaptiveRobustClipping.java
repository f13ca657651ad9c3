package io.psephos.robustness.preaggregation;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;

/**
 * ARC: the k = ⌊2·f/n·(n − f)⌋ longest vectors are shortened to the norm of the next longest (Allouah et al., "The Vital
 * Role of Gradient Clipping in Byzantine-Resilient Distributed Learning", 2024). Unlike with a fixed norm, guarantees of
 * the rule after it stay.
 */
public final class AdaptiveRobustClipping implements PreAggregation {

    @Override
    public Vectors mix(Vectors vectors, int byzantine) {
        int count = vectors.count();
        if (byzantine < 0 || 2 * byzantine >= count) {
            throw new IllegalArgumentException("arc needs f from 0 to below n/2, n = " + count + ", was " + byzantine);
        }
        double[] norms = vectors.norms();
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        int clipped = (int) (2L * byzantine * (count - byzantine) / count);
        return StaticClipping.clipped(vectors, norms, sorted[count - 1 - clipped]);
    }
}
