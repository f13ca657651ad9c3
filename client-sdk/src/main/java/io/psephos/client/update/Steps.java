package io.psephos.client.update;

import io.psephos.protocol.Extensions;
import io.psephos.protocol.Offer;
import java.util.function.LongSupplier;

/** The steps of the pipeline for one offer, in order. */
record Steps(ControlVariate control, Clipping clipping, Noise noise, Compression compression, Masking masking) {

    /**
     * Returns an honest client's steps; every built-in choice is made here.
     *
     * @param seeds seeds of the compressor's random numbers
     * @param extensions users' codecs
     * @throws IllegalArgumentException for a choice that this version does not know
     */
    static Steps of(Offer offer, LongSupplier seeds, Extensions extensions) {
        return new Steps(
                ControlVariate.NONE,
                Clipping.of(offer.privacy()),
                Noise.of(offer.privacy()),
                Compression.of(offer, seeds, extensions),
                Masking.of(offer.privacy()));
    }

    /** Returns an attacker's steps, without clipping and noise. */
    static Steps ofAttacker(Offer offer, LongSupplier seeds, Extensions extensions) {
        return new Steps(
                ControlVariate.NONE,
                Clipping.NONE,
                Noise.NONE,
                Compression.ofAttacker(offer, seeds, extensions),
                Masking.of(offer.privacy()));
    }
}
