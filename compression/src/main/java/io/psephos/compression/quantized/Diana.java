package io.psephos.compression.quantized;

import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Finite;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.JobSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * DIANA at a client: Q = C(u − h) is sent, and h ← h + αQ (Mishchenko, Gorbunov, Takáč and Richtárik, 2019). The memory h
 * learns the client's own gradient at the optimum, so that what is quantized vanishes there. The server holds the mean
 * of all h, adds it to the mean of the Q, and moves it by α times that mean; each h must move by what the server counted
 * and by nothing else.
 */
public final class Diana implements CompressorWithMemory {
    private final Compressor quantizer;
    private final float alpha;

    /**
     * @param quantizer unbiased, with payloads in the unit of the update
     * @param alpha α, at least 0 and at most 1; 0 is no memory, which is DQGD
     */
    public Diana(Compressor quantizer, double alpha) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must be at least 0 and at most 1, was " + alpha);
        }
        this.quantizer = quantizer;
        this.alpha = (float) alpha;
    }

    /** αₚ(d)/2 for the largest of the blocks that d coordinates are cut into. */
    public static double defaultAlpha(Norm norm, int block, int d) {
        return BlockQuantization.alpha(norm, Math.min(block, d)) / 2;
    }

    /** The α of a job's codec: what it says, or where it is 0 the {@linkplain #defaultAlpha usual one}. */
    public static double alpha(JobSpec.Codec codec, int d) {
        double alpha = codec.number(CodecOption.ALPHA);
        if (alpha > 0) {
            return alpha;
        }
        Norm norm = Norm.valueOf(codec.word(CodecOption.NORM).toUpperCase(Locale.ROOT));
        return defaultAlpha(norm, (int) codec.number(CodecOption.BUCKET), d);
    }

    @Override
    public Compressed compress(float[] update, float @Nullable [] memory) {
        Finite.check(update);
        CompressorWithMemory.checkLength(update, memory);
        float[] next = memory == null ? new float[update.length] : memory.clone();
        Payload payload = quantizer.compress(difference(update, next));
        payload.addTo(next, alpha);
        return new Compressed(payload, next);
    }

    private static float[] difference(float[] update, float[] memory) {
        float[] difference = new float[update.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = update[i] - memory[i];
        }
        return difference;
    }
}
