package io.psephos.robustness.filter;

import java.util.OptionalDouble;

/** A history whose versions are all at distance 1 from each other. */
record EvenPast(long newest) implements History {

    @Override
    public OptionalDouble distance(long one, long other) {
        return OptionalDouble.of(one == other ? 0 : 1);
    }

    @Override
    public float[] lastAggregate() {
        return new float[0];
    }
}
