package io.psephos.client.update;

import io.psephos.protocol.Offer;
import java.util.function.LongSupplier;

/** The steps that an offer asks for, in the order in which an update goes through them. */
record Steps(ControlVariate control, Clipping clipping, Noise noise, Compression compression, Masking masking) {

    /**
     * Those of an honest client. Every choice that is built in hangs on this list.
     *
     * @param seeds of the compressor's coins
     * @throws IllegalArgumentException for what this version does not know
     */
    static Steps of(Offer offer, LongSupplier seeds) {
        return new Steps(
                ControlVariate.NONE,
                Clipping.of(offer.privacy()),
                Noise.of(offer.privacy()),
                Compression.of(offer, seeds),
                Masking.of(offer.privacy()));
    }

    /** Those of an attacker, whom nobody can make clip. */
    static Steps ofAttacker(Offer offer, LongSupplier seeds) {
        return new Steps(
                ControlVariate.NONE,
                Clipping.NONE,
                Noise.NONE,
                Compression.ofAttacker(offer, seeds),
                Masking.of(offer.privacy()));
    }
}
