package io.psephos.client;

import io.psephos.compression.builtin.Codecs;
import io.psephos.protocol.Offer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
     * The same for codecs with a memory, as error feedback has one: makes use of what earlier updates left behind.
     *
     * @param memory of the job; null at first; left as it was, and left aside where the offer asks to begin anew
     * @param next takes the memory that counts once this update is accepted, before its frame is handed out
     */
    static UpdateEncoder remembering(float @Nullable [] memory, Consumer<float[]> next) {
        return (offer, start, trained, seeds) -> StandardEncoder.remembered(offer, start, trained, seeds, memory, next);
    }

    /**
     * What clients report where b is shared: the largest magnitude of each tensor, in the unit of the update.
     *
     * @param start the parameters that were offered
     */
    static List<Float> maxAbs(Offer offer, float[] start, Trained trained) {
        return Metrics.maxAbs(offer, StandardEncoder.update(offer, start, trained));
    }

    /**
     * What training came to, as it is before anything is lost: where the server is to subtract, in the unit that is sent.
     *
     * @param start the parameters that were offered
     * @throws IllegalArgumentException for another number of parameters, or a scheme that this version does not know
     */
    static float[] update(Offer offer, float[] start, Trained trained) {
        return StandardEncoder.update(offer, start, trained);
    }

    /** Whether the codec needs what earlier updates left behind. */
    static boolean needsMemory(Offer.Codec codec) {
        return Codecs.hasMemory(codec);
    }
}
