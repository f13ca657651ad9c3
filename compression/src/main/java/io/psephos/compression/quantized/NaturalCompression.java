package io.psephos.compression.quantized;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.PowersOfTwo;
import java.util.function.LongSupplier;

/**
 * Natural compression: each coordinate becomes one of the two powers of two next to it, drawn so that the mean stays,
 * with variance at most 1/8 of its square (Horváth, Ho, Horváth, Sahu, Canini and Richtárik, 2019). Below 2⁻¹²⁶ the two
 * are 0 and 2⁻¹²⁶; above 2¹²⁷ there is only 2¹²⁷, and the mean does not stay.
 */
public final class NaturalCompression implements Compressor {
    /** Bits of a float32's fraction. */
    private static final int FRACTION = 23;

    private final LongSupplier seeds;

    /** @param seeds one is drawn for each update's random rounding */
    public NaturalCompression(LongSupplier seeds) {
        this.seeds = seeds;
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        RandomWords words = new RandomWords(seeds.getAsLong());
        byte[] signs = new byte[(int) (update.length + 7L >>> 3)];
        byte[] exponents = new byte[update.length];
        int[] drawn = RandomWords.row(update.length);
        for (int from = 0, left = update.length; left > 0; from += RandomWords.ROW, left -= RandomWords.ROW) {
            int count = Math.min(left, RandomWords.ROW);
            words.draw(from, count, drawn);
            round(update, from, count, drawn, exponents);
            sign(update, from, count, exponents, signs);
        }
        return new PowersOfTwo(signs, exponents);
    }

    /** Rounds to an exponent, which the random word carries over where it and the fraction are more than 1. */
    static void round(float[] update, int from, int count, int[] words, byte[] exponents) {
        for (int i = 0; i < count; i++) {
            int magnitude = Float.floatToRawIntBits(update[from + i]) & Integer.MAX_VALUE;
            int exponent = magnitude + (words[i] >>> Integer.SIZE - FRACTION) >>> FRACTION;
            exponents[from + i] = (byte) Math.min(PowersOfTwo.MOST, exponent);
        }
    }

    /** @param from a multiple of 8 */
    private static void sign(float[] update, int from, int count, byte[] exponents, byte[] signs) {
        for (int i = from; i < from + count; ) {
            int end = Math.min(from + count, i + Byte.SIZE);
            int bits = 0;
            for (int at = i & ~7; i < end; i++) {
                bits |= (update[i] < 0 && exponents[i] != 0 ? 1 : 0) << i - at;
            }
            signs[end - 1 >>> 3] = (byte) bits;
        }
    }
}
