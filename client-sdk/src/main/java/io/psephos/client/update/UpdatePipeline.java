package io.psephos.client.update;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.state.NamedState;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline from trained parameters to the frame that is uploaded. Thread-safe, as far as an attacker's first step
 * is.
 */
public final class UpdatePipeline {
    private static final UpdatePipeline STANDARD = new UpdatePipeline(null, (offer, update) -> {}, Extensions.NONE);

    private final @Nullable Corruption corruption;
    private final BiConsumer<Offer, EncodedUpdate> observer;
    private final Extensions extensions;

    private UpdatePipeline(
            @Nullable Corruption corruption, BiConsumer<Offer, EncodedUpdate> observer, Extensions extensions) {
        this.corruption = corruption;
        this.observer = observer;
        this.extensions = extensions;
    }

    /** Returns the pipeline of an honest client. */
    public static UpdatePipeline standard() {
        return STANDARD;
    }

    /**
     * Returns an attacker's pipeline, which replaces the difference and compresses it as the offer asks, but without
     * memory of earlier updates. Values that the scheme cannot encode, such as NaN, are sent as float32.
     */
    public static UpdatePipeline attackedBy(Corruption corruption) {
        return new UpdatePipeline(corruption, (offer, update) -> {}, Extensions.NONE);
    }

    /** Returns this pipeline where users' codecs are known, too. */
    public UpdatePipeline knowing(Extensions known) {
        return known.isEmpty() ? this : new UpdatePipeline(corruption, observer, extensions.and(known));
    }

    /** Returns this pipeline with an observer of each update. */
    public UpdatePipeline seenBy(BiConsumer<Offer, EncodedUpdate> sees) {
        return new UpdatePipeline(corruption, observer.andThen(sees), extensions);
    }

    /** Whether updates depend on the client's memory, where the offer asks for it. */
    public boolean remembers() {
        return corruption == null;
    }

    /**
     * Returns the encoded update for the offer.
     *
     * @param memory the current memory of the job
     * @param seeds seeds of the compressor's random numbers
     * @throws IllegalArgumentException for what the offer does not allow; the client declines with the message
     */
    public EncodedUpdate encode(Offer offer, LocalResult result, NamedState memory, LongSupplier seeds) {
        Difference trained = Difference.of(offer, result);
        if (corruption != null) {
            Difference instead = corruption.corrupt(offer, result.start(), trained);
            return encoded(offer, result, trained, instead, memory, Steps.ofAttacker(offer, seeds, extensions));
        }
        checkExamples(offer, result);
        return encoded(offer, result, trained, trained, memory, Steps.of(offer, seeds, extensions));
    }

    private EncodedUpdate encoded(
            Offer offer, LocalResult result, Difference trained, Difference first, NamedState memory, Steps steps) {
        ControlVariate.Controlled controlled = steps.control().apply(first, result, memory);
        Clipped clipped = steps.clipping().clip(controlled.difference());
        Noised noised = steps.noise().add(clipped);
        Compressed compressed = steps.compression().compress(noised, memory);
        Payload masked = steps.masking().mask(compressed.payload());
        byte[] frame =
                UpdateFrames.encode(header(offer, result, compressed.scheme()), masked, codec(offer, compressed));
        NamedState next = controlled.next().and(compressed.next());
        EncodedUpdate update = new EncodedUpdate(offer, trained, compressed.uncompressed(), next, frame);
        observer.accept(offer, update);
        return update;
    }

    private Codec codec(Offer offer, Compressed compressed) {
        return compressed.scheme() == offer.codec().frame()
                ? Codecs.forOffer(offer.codec(), offer.layout(), extensions)
                        .orElseThrow(() -> Difference.unknown(offer.codec()))
                : Codecs.forFrame(compressed.scheme());
    }

    private static FrameHeader header(Offer offer, LocalResult result, int scheme) {
        long examples = tellsExamples(offer) ? result.exampleCount() : 0;
        return new FrameHeader(scheme, offer.modelVersion(), offer.parameterCount(), examples);
    }

    private static void checkExamples(Offer offer, LocalResult result) {
        if (tellsExamples(offer) && result.exampleCount() > offer.training().maxExamples()) {
            throw new IllegalArgumentException("the job takes at most "
                    + offer.training().maxExamples() + " examples of a client, were " + result.exampleCount());
        }
    }

    /** Whether the number of examples is sent; not under a privacy mechanism, as it would cost budget. */
    private static boolean tellsExamples(Offer offer) {
        return offer.privacy().isNone();
    }
}
