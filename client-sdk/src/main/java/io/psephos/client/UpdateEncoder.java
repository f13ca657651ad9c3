package io.psephos.client;

import io.psephos.protocol.Offer;
import java.util.function.Consumer;
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

    /**
     * The same for offers with error feedback: adds what earlier updates left over.
     *
     * @param residual of the job; zeros at first; left as it was
     * @param rest takes the residual that counts once this update is accepted, before its frame is handed out
     */
    static UpdateEncoder compensating(float[] residual, Consumer<float[]> rest) {
        return (offer, start, trained, seeds) ->
                StandardEncoder.compensated(offer, start, trained, seeds, residual, rest);
    }
}
