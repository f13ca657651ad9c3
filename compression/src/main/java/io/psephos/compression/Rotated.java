package io.psephos.compression;

import io.psephos.compression.bits.Hadamard;
import io.psephos.compression.bits.SplitMix64;

/**
 * A payload of the signs of an update that was rotated block by block: u = scale · D·H·v, with v the signs of the
 * block, H the unnormalised Hadamard matrix of its order and D a diagonal of signs from a seed. H·v is a whole number
 * for each coordinate, so the update is the same on every machine. Of m = ⌈d/order⌉ blocks the k-th holds the
 * coordinates from ⌊k·d/m⌋ on and goes on in zeros, so that none is mostly zeros.
 */
public final class Rotated implements Payload {
    /** Largest order, up to which floats hold H·v. */
    public static final int MAX_ORDER = 1 << 20;

    private static final int ONE = Float.floatToRawIntBits(1f);

    private final int count;
    private final long seed;
    private final int order;
    private final float[] scales;
    private final long[] minus;

    /**
     * @param order coordinates a block, a power of two up to 2²⁰
     * @param scales one a block, at least 0, finite also when times the order; not copied
     * @param minus a bit for each coordinate of all blocks, zeros included, ⌈count/order⌉·order, set where v is −1, unused bits 0; not
     *     copied
     */
    public Rotated(int count, long seed, int order, float[] scales, long[] minus) {
        if (order < 1 || order > MAX_ORDER || Integer.bitCount(order) != 1) {
            throw new IllegalArgumentException("order must be a power of two up to 2^20, was " + order);
        }
        int blocks = (int) blocks(count, order);
        if (scales.length != blocks) {
            throw new IllegalArgumentException(
                    "scales must be one a block, " + blocks + " of " + order + ", had " + scales.length);
        }
        for (float scale : scales) {
            if (!isScale(scale, order)) {
                throw new IllegalArgumentException(
                        "scale must be >= 0 and finite, also times " + order + ", was " + scale);
            }
        }
        VoteWords.check("rotated signs", Math.multiplyExact(blocks, order), minus);
        this.count = count;
        this.seed = seed;
        this.order = order;
        this.scales = scales;
        this.minus = minus;
    }

    /** The number of blocks, ⌈count/order⌉. */
    public static long blocks(long count, int order) {
        return count / order + (count % order == 0 ? 0 : 1);
    }

    /** The first coordinate of the k-th of so many blocks. */
    public static int start(int count, int blocks, int k) {
        return (int) ((long) k * count / blocks);
    }

    /** Whether the scale keeps every coordinate of its block finite. */
    public static boolean isScale(float scale, int order) {
        return scale >= 0 && scale * order <= Float.MAX_VALUE;
    }

    @Override
    public int count() {
        return count;
    }

    /** The seed of the diagonal: bit i mod 64 of its ⌊i/64⌋-th word is set where D holds −1. */
    public long seed() {
        return seed;
    }

    /** Number of coordinates in a block. */
    public int order() {
        return order;
    }

    /** One scale for each block: read only. */
    public float[] scales() {
        return scales;
    }

    /** The signs, set where v is −1: read only. */
    public long[] minus() {
        return minus;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        float[] block = new float[order];
        for (int k = 0; k < scales.length; k++) {
            if (scales[k] != 0) {
                spread(k * order, block);
                Hadamard.transform(block, order);
                add(accumulator, start(count, scales.length, k), start(count, scales.length, k + 1), k, block, weight);
            }
        }
    }

    /** Writes v of the block whose signs begin at the bit. */
    private void spread(int bit, float[] block) {
        for (int i = 0; i < block.length; ) {
            long word = minus[bit + i >>> 6] >>> bit + i;
            int end = Math.min(block.length, i + 64);
            for (; i < end; i++) {
                block[i] = Float.intBitsToFloat(ONE | (int) word << 31);
                word >>>= 1;
            }
        }
    }

    private void add(float[] accumulator, int from, int to, int k, float[] block, float weight) {
        float scale = scales[k];
        int bit = k * order;
        for (int i = 0; i < to - from; ) {
            long word = SplitMix64.word(seed, bit + i >>> 6) >>> bit + i;
            int end = Math.min(to - from, i + 64);
            for (; i < end; i++) {
                float w = Float.intBitsToFloat(Float.floatToRawIntBits(block[i]) ^ (int) word << 31);
                accumulator[from + i] += weight * (scale * w);
                word >>>= 1;
            }
        }
    }
}
