package io.psephos.client.update;

import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;

/** The noise of a privacy mechanism, added to clipped updates. */
@FunctionalInterface
interface Noise {
    /** No noise. */
    Noise NONE = Noised::without;

    Noised add(Clipped clipped);

    /** @throws IllegalArgumentException for a mechanism that this version does not know */
    static Noise of(Offer.Privacy privacy) {
        if (privacy.isNone()) {
            return NONE;
        }
        throw unknown(privacy);
    }

    static IllegalArgumentException unknown(Offer.Privacy privacy) {
        return new IllegalArgumentException("unknown privacy mechanism '" + Text.printable(privacy.mechanism()) + "'");
    }
}
