package io.psephos.compression.rotated;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;
import io.psephos.compression.Rotated;
import io.psephos.compression.bits.Hadamard;
import io.psephos.compression.bits.SplitMix64;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * EDEN with one bit a coordinate, which is DRIVE with the scale that keeps the product (Vargaftik, Ben Basat, Portnoy, Mendelson,
 * Ben-Itzhak and Mitzenmacher, 2021 and 2022): each block x is rotated by random signs and a Hadamard matrix, y = H·D·x,
 * and travels as the signs of y and the scale ‖x‖₂²/‖y‖₁. What comes back, scale · D·H·sign(y), always has the product
 * ‖x‖² with x, and for large blocks of many coordinates that matter nearly the mean x and the variance (π/2 − 1)·‖x‖².
 *
 * <p>A uniform rotation would have that mean always; one Hadamard matrix does not, and no scale mends it: where one
 * coordinate outweighs all others of its block together, every sign is its own and the others are lost, update for
 * update; where nearly all are of one magnitude, the rest comes too small or too large. Error feedback around
 * {@link io.psephos.compression.FittedScales} sends it later. A block of zeros stays zero.
 */
public final class Eden implements Compressor {
    /** Coordinates a block, which fit in the first cache. */
    public static final int ORDER = 1 << 12;

    private final int order;
    private final LongSupplier seeds;

    /** Blocks of 4096 coordinates. */
    public Eden(LongSupplier seeds) {
        this(ORDER, seeds);
    }

    /**
     * @param order coordinates a block; a vector that is shorter takes the smallest power of two that holds it
     * @param seeds one is drawn for each update's rotation
     * @throws IllegalArgumentException unless the order is a power of two up to 2²⁰
     */
    public Eden(int order, LongSupplier seeds) {
        if (order < 1 || order > Rotated.MAX_ORDER || Integer.bitCount(order) != 1) {
            throw new IllegalArgumentException("bucket must be a power of two up to 2^20, was " + order);
        }
        this.order = order;
        this.seeds = seeds;
    }

    /** @throws OutOfRangeException for a coordinate whose sum over a block could be no float any more */
    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        int size = order(update.length, order);
        checkRange(update, Float.MAX_VALUE / size);
        long seed = seeds.getAsLong();
        int blocks = (int) Rotated.blocks(update.length, size);
        float[] scales = new float[blocks];
        long[] minus = new long[Math.multiplyExact(blocks, size) + 63 >>> 6];
        float[] block = new float[size];
        for (int k = 0; k < blocks; k++) {
            turn(
                    update,
                    Rotated.start(update.length, blocks, k),
                    Rotated.start(update.length, blocks, k + 1),
                    seed,
                    k,
                    block);
            double square = square(block);
            if (square > 0) {
                Hadamard.transform(block, size);
                scales[k] = (float) (square / magnitude(block));
                vote(block, k * size, minus);
            }
        }
        return new Rotated(update.length, seed, size, scales, minus);
    }

    /** The order of blocks, or the smallest power of two that holds a shorter vector. */
    static int order(int count, int order) {
        return count < order ? Integer.highestOneBit(Math.max(1, 2 * count - 1)) : order;
    }

    private static void checkRange(float[] update, float limit) {
        int largest = 0;
        for (float value : update) {
            largest = Math.max(largest, Float.floatToRawIntBits(value) & 0x7fff_ffff);
        }
        if (largest > Float.floatToRawIntBits(limit)) {
            int i = 0;
            while (Math.abs(update[i]) <= limit) {
                i++;
            }
            throw new OutOfRangeException(i, update[i], limit);
        }
    }

    /** Sets the block to D·x of the k-th block: these coordinates, then zeros. */
    private static void turn(float[] update, int from, int to, long seed, int k, float[] block) {
        int bit = k * block.length;
        for (int i = 0; i < to - from; ) {
            long word = SplitMix64.word(seed, bit + i >>> 6) >>> bit + i;
            int end = Math.min(to - from, i + 64);
            for (; i < end; i++) {
                block[i] = Float.intBitsToFloat(Float.floatToRawIntBits(update[from + i]) ^ (int) word << 31);
                word >>>= 1;
            }
        }
        Arrays.fill(block, to - from, block.length, 0);
    }

    /** ‖x‖₂². */
    private static double square(float[] x) {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < x.length - 1; i += 2) {
            even += (double) x[i] * x[i];
            odd += (double) x[i + 1] * x[i + 1];
        }
        return x.length == 1 ? (double) x[0] * x[0] : even + odd;
    }

    /** ‖y‖₁. */
    private static double magnitude(float[] y) {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < y.length - 1; i += 2) {
            even += Math.abs(y[i]);
            odd += Math.abs(y[i + 1]);
        }
        return y.length == 1 ? Math.abs(y[0]) : even + odd;
    }

    private static void vote(float[] y, int bit, long[] minus) {
        for (int i = 0; i < y.length; ) {
            long word = 0;
            int w = bit + i >>> 6;
            int end = Math.min(y.length, i + 64);
            for (; i < end; i++) {
                word |= (Float.floatToRawIntBits(y[i]) >>> 31 & 1L) << bit + i;
            }
            minus[w] |= word;
        }
    }
}
