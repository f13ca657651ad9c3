package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;

/**
 * A rule that makes one vector of many. Pure: the same vectors in the same order give the same bits, on any number of
 * threads.
 */
@FunctionalInterface
public interface VectorRule {

    /**
     * One vector of d coordinates, freshly made.
     *
     * @param byzantine f: how many of the vectors may be Byzantine
     * @throws IllegalArgumentException when there are too few vectors for f
     */
    float[] combine(Vectors vectors, int byzantine);

    /** The same vector, and whether the rule was done with it; rules that iterate until it stands override this. */
    default Combination combination(Vectors vectors, int byzantine) {
        return new Combination(combine(vectors, byzantine), 0);
    }
}
