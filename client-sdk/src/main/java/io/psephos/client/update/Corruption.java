package io.psephos.client.update;

import io.psephos.protocol.Offer;

/** An attack as the first step of the pipeline: what takes the place of the difference. */
@FunctionalInterface
public interface Corruption {

    /**
     * What is sent instead.
     *
     * @param start the parameters that were offered; left as they were
     * @param honest what training came to; left as it was
     */
    Difference corrupt(Offer offer, float[] start, Difference honest);
}
