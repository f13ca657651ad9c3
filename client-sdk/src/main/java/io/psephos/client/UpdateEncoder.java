package io.psephos.client;

import io.psephos.protocol.Offer;
import java.util.function.LongSupplier;

/** The client's way from trained parameters to the frame that is uploaded: the same in apps and in simulations. */
public interface UpdateEncoder {

    /**
     * The bytes to upload.
     *
     * @param start the parameters that were offered
     * @param seeds of the compressor's coins
     */
    byte[] encode(Offer offer, float[] start, Trained trained, LongSupplier seeds);
}
