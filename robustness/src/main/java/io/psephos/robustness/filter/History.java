package io.psephos.robustness.filter;

import java.util.OptionalDouble;

/** The versions and aggregates that were published before an update came. */
public interface History {

    /** The newest version. */
    long newest();

    /** ‖x₁ − x₂‖ of the parameters of two versions; empty where one of them is not kept. */
    OptionalDouble distance(long one, long other);

    /** The direction of the newest aggregate; empty before the first. Read only. */
    float[] lastAggregate();
}
