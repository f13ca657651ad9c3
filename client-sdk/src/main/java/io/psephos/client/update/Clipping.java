package io.psephos.client.update;

import io.psephos.privacy.clipping.L2Clipping;
import io.psephos.protocol.Offer;

/** A bound on what one update can weigh. */
@FunctionalInterface
interface Clipping {
    /** No bound at all. */
    Clipping NONE = Clipped::unbounded;

    Clipped clip(Difference difference);

    /** Updates of that L2 norm at most. */
    static Clipping to(double norm) {
        L2Clipping clipping = new L2Clipping(norm);
        return difference -> Clipped.by(clipping, norm, difference);
    }

    /** @throws IllegalArgumentException for a mechanism that this version does not know */
    static Clipping of(Offer.Privacy privacy) {
        if (privacy.mechanism().equals("none")) {
            return NONE;
        }
        throw Noise.unknown(privacy);
    }
}
