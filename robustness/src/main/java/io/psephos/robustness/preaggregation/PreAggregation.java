package io.psephos.robustness.preaggregation;

import io.psephos.robustness.vector.Vectors;

/** Makes other vectors of those of a round, so that a rule does better on them. Pure: no state, no order of arrival. */
@FunctionalInterface
public interface PreAggregation {

    /**
     * The vectors that the next stage sees; at most as many of them are Byzantine as before.
     *
     * @param byzantine f: how many of the vectors may be anything
     */
    Vectors mix(Vectors vectors, int byzantine);

    /** How many vectors come out where n go in, of which f may be anything. */
    default int countAfter(int count, int byzantine) {
        return count;
    }
}
