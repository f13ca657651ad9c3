package io.psephos.client.update;

import io.psephos.compression.Payload;
import io.psephos.protocol.Offer;

/** The masking of a single update by secure aggregation, which reveals only the sum of many. */
@FunctionalInterface
interface Masking {
    /** No masking. */
    Masking NONE = payload -> payload;

    Payload mask(Payload payload);

    /** @throws IllegalArgumentException for secure aggregation, which this version does not know */
    static Masking of(Offer.Privacy privacy) {
        if (privacy.secureAggregation()) {
            throw new IllegalArgumentException("secure aggregation is unknown here");
        }
        return NONE;
    }
}
