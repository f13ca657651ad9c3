package io.psephos.client;

import io.psephos.compression.Compressor;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;
import io.psephos.protocol.frame.FrameHeader;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Difference, compressor, codec, frame: what the protocol asks of an honest client. */
final class StandardEncoder implements UpdateEncoder {
    static final StandardEncoder INSTANCE = new StandardEncoder();

    private StandardEncoder() {}

    @Override
    public byte[] encode(Offer offer, float[] start, Trained trained, LongSupplier seeds) {
        if (offer.codec().hasErrorFeedback()) {
            throw new IllegalArgumentException("error feedback needs the residual of earlier updates");
        }
        return frame(offer, trained, compressor(offer, seeds).compress(update(offer, start, trained)));
    }

    static byte[] compensated(
            Offer offer, float[] start, Trained trained, LongSupplier seeds, float[] residual, Consumer<float[]> rest) {
        ErrorFeedback.Compensated compensated =
                ErrorFeedback.compress(compressor(offer, seeds), update(offer, start, trained), residual);
        byte[] frame = frame(offer, trained, compensated.payload());
        rest.accept(compensated.residual());
        return frame;
    }

    private static Compressor compressor(Offer offer, LongSupplier seeds) {
        return Codecs.compressor(offer.codec(), offer.layout(), seeds).orElseThrow(() -> unknown(offer.codec()));
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
