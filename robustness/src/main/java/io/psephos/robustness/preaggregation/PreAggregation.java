package io.psephos.robustness.preaggregation;

import io.psephos.robustness.vector.Vectors;

/** A transformation of a round's vectors, so that a rule does better on them. Pure: no state, no order of arrival. */
@FunctionalInterface
public interface PreAggregation {

    /**
     * The vectors that the next stage sees; at most as many of them are Byzantine as before.
     *
     * @param byzantine f: how many of the vectors may be Byzantine
     */
    Vectors mix(Vectors vectors, int byzantine);

    /** The number of vectors that come out where n go in, of which f may be Byzantine. */
    default int countAfter(int count, int byzantine) {
        return count;
    }
}
