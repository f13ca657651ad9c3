package io.psephos.client;

import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;
import io.psephos.protocol.frame.FrameHeader;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Difference, compressor, codec, frame: what the protocol asks of an honest client. */
final class StandardEncoder implements UpdateEncoder {
    static final StandardEncoder INSTANCE = new StandardEncoder();

    private StandardEncoder() {}

    @Override
    public byte[] encode(Offer offer, float[] start, Trained trained, LongSupplier seeds) {
        if (Codecs.hasMemory(offer.codec())) {
            throw new IllegalArgumentException("the codec needs the memory of earlier updates");
        }
        Compressor compressor =
                Codecs.compressor(offer.codec(), offer.layout(), seeds).orElseThrow(() -> unknown(offer.codec()));
        return frame(offer, trained, compressor.compress(update(offer, start, trained)));
    }

    static byte[] remembered(
            Offer offer,
            float[] start,
            Trained trained,
            LongSupplier seeds,
            float @Nullable [] memory,
            Consumer<float[]> next) {
        CompressorWithMemory compressor =
                Codecs.withMemory(offer.codec(), offer.layout(), seeds).orElseThrow(() -> unknown(offer.codec()));
        CompressorWithMemory.Compressed compressed =
                compressor.compress(update(offer, start, trained), offer.codec().beginsAnew() ? null : memory);
        byte[] frame = frame(offer, trained, compressed.payload());
        next.accept(compressed.memory());
        return frame;
    }

    private static byte[] frame(Offer offer, Trained trained, Payload payload) {
        return UpdateFrames.encode(
                new FrameHeader(
                        offer.codec().frame(),
                        offer.modelVersion(),
                        offer.parameterCount(),
                        exampleCount(offer, trained)),
                payload);
    }

    /** Where the server is to subtract: a mean gradient for votes, else the way that training went, reversed. */
    static float[] update(Offer offer, float[] start, Trained trained) {
        float[] end = trained.parameters();
        if (end.length != start.length) {
            throw new IllegalArgumentException(
                    "trained parameters must number " + start.length + ", were " + end.length);
        }
        float[] update = new float[start.length];
        for (int i = 0; i < update.length; i++) {
            update[i] = start[i] - end[i];
        }
        if (isVote(offer.codec())) {
            divide(update, (float) (offer.training().learningRate() * trained.steps()));
        }
        return update;
    }

    private static void divide(float[] update, float divisor) {
        for (int i = 0; i < update.length; i++) {
            update[i] /= divisor;
        }
    }

    private static boolean isVote(Offer.Codec codec) {
        return CodecScheme.of(codec.scheme()).orElseThrow(() -> unknown(codec)).isVote();
    }

    private static long exampleCount(Offer offer, Trained trained) {
        if (!offer.privacy().mechanism().equals("none")) {
            return 0;
        }
        if (trained.exampleCount() > offer.training().maxExamples()) {
            throw new IllegalArgumentException("the job takes at most "
                    + offer.training().maxExamples() + " examples of a client, were " + trained.exampleCount());
        }
        return trained.exampleCount();
    }

    private static IllegalArgumentException unknown(Offer.Codec codec) {
        return new IllegalArgumentException("unknown codec '" + Text.printable(codec.scheme()) + "'");
    }
}
