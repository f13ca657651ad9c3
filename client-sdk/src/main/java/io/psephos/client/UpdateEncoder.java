package io.psephos.client;

import io.psephos.protocol.Offer;
import java.util.function.LongSupplier;

/** The client's way from trained parameters to the frame that is uploaded: the same in apps and in simulations. */
@FunctionalInterface
public interface UpdateEncoder {

    /**
     * The bytes to upload.
     *
     * @param start the parameters that were offered; left as they were
     * @param seeds of the compressor's coins
     * @throws IllegalArgumentException for what the offer does not allow; the client declines with the message
     */
    byte[] encode(Offer offer, float[] start, Trained trained, LongSupplier seeds);

    /** What the protocol asks of an honest client. */
    static UpdateEncoder standard() {
        return StandardEncoder.INSTANCE;
    }
}
