package io.psephos.compression.dense;

import io.psephos.compression.BrainFloats;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;

/**
 * A compressor to bfloat16: the range of float32 with eight bits of precision, every coordinate rounded to the nearest,
 * of two to the even one. Biased, so it belongs under error feedback.
 */
public final class Bfloat16 implements Compressor {
    /** Largest magnitude. */
    static final float MAX = 0x1.fep127f;

    /** Bits of the magnitude halfway between the largest one and the next power of two: what rounds to infinity. */
    private static final int OVERFLOW = 0x7f7f_8000;

    /** A compressor that limits magnitudes to the largest bfloat16; for error feedback, which sends the rest later. */
    public static Compressor saturating() {
        return new Saturating(new Bfloat16(), MAX);
    }

    /** @throws OutOfRangeException for a coordinate that no finite bfloat16 is next to */
    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        short[] halves = new short[update.length];
        int largest = 0;
        for (int i = 0; i < halves.length; i++) {
            int bits = Float.floatToRawIntBits(update[i]);
            largest = Math.max(largest, bits & Integer.MAX_VALUE);
            halves[i] = (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
        }
        if (largest >= OVERFLOW) {
            throw tooLarge(update);
        }
        return new BrainFloats(halves);
    }

    private static OutOfRangeException tooLarge(float[] update) {
        int i = 0;
        while ((Float.floatToRawIntBits(update[i]) & Integer.MAX_VALUE) < OVERFLOW) {
            i++;
        }
        return new OutOfRangeException(i, update[i], MAX);
    }
}
