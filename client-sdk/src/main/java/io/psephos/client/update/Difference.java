package io.psephos.client.update;

import io.psephos.compression.builtin.Codecs;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;

/**
 * An uncompressed update, positive where the server is to decrease a parameter: a mean gradient for votes, else start
 * minus end of training.
 *
 * @param values one per parameter; must not be written to
 */
public record Difference(float[] values) {

    /**
     * Returns the difference of a training result, in the unit that the scheme sends.
     *
     * @throws IllegalArgumentException for a scheme that this version does not know
     */
    public static Difference of(Offer offer, LocalResult result) {
        // What a memory may keep has an array of its own.
        float[] update = result.isPassing() && result.end() != result.start() && !Codecs.hasMemory(offer.codec())
                ? result.end()
                : new float[result.start().length];
        subtract(result.start(), result.end(), update);
        if (isVote(offer.codec())) {
            divide(update, (float) (offer.training().learningRate() * result.steps()));
        }
        return new Difference(update);
    }

    private static void subtract(float[] start, float[] end, float[] update) {
        for (int i = 0; i < update.length; i++) {
            update[i] = start[i] - end[i];
        }
    }

    private static void divide(float[] update, float divisor) {
        for (int i = 0; i < update.length; i++) {
            update[i] /= divisor;
        }
    }

    private static boolean isVote(Offer.Codec codec) {
        return CodecScheme.of(codec.scheme()).orElseThrow(() -> unknown(codec)).isVote();
    }

    static IllegalArgumentException unknown(Offer.Codec codec) {
        return new IllegalArgumentException("unknown codec '" + Text.printable(codec.scheme()) + "'");
    }
}
