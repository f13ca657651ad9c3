package io.psephos.client.update;

import io.psephos.protocol.Offer;

/** An attack as the first step of the pipeline, which replaces the difference. */
@FunctionalInterface
public interface Corruption {

    /**
     * Returns the difference that is sent instead.
     *
     * @param start the offered parameters; left unchanged
     * @param honest the difference of honest training; left unchanged
     */
    Difference corrupt(Offer offer, float[] start, Difference honest);
}
