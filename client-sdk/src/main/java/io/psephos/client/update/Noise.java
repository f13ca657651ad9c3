package io.psephos.client.update;

import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;

/** A mechanism's noise, for which updates have to be clipped. */
@FunctionalInterface
interface Noise {
    /** No noise at all. */
    Noise NONE = clipped -> Noised.of(clipped, values -> values);

    Noised add(Clipped clipped);

    /** @throws IllegalArgumentException for a mechanism that this version does not know */
    static Noise of(Offer.Privacy privacy) {
        if (privacy.mechanism().equals("none")) {
            return NONE;
        }
        throw unknown(privacy);
    }

    static IllegalArgumentException unknown(Offer.Privacy privacy) {
        return new IllegalArgumentException("unknown privacy mechanism '" + Text.printable(privacy.mechanism()) + "'");
    }
}
