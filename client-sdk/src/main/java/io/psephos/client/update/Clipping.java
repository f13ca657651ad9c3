package io.psephos.client.update;

import io.psephos.privacy.clipping.L2Clipping;
import io.psephos.protocol.Offer;

/** The clipping of updates, which bounds the influence of each. */
@FunctionalInterface
interface Clipping {
    /** No clipping. */
    Clipping NONE = Clipped::unbounded;

    Clipped clip(Difference difference);

    /** Returns clipping to an L2 norm. */
    static Clipping to(double norm) {
        L2Clipping clipping = new L2Clipping(norm);
        return difference -> Clipped.by(clipping, norm, difference);
    }

    /** @throws IllegalArgumentException for a mechanism that this version does not know */
    static Clipping of(Offer.Privacy privacy) {
        if (privacy.isNone()) {
            return NONE;
        }
        throw Noise.unknown(privacy);
    }
}
