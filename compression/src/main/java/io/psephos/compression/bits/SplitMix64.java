package io.psephos.compression.bits;

/** The generator SplitMix64 (Steele, Lea and Flood, 2014): words from a seed, the same on every machine. */
public final class SplitMix64 {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    public SplitMix64(long seed) {
        this.state = seed;
    }

    /** The {@code index}-th word from the seed, from 0. */
    public static long word(long seed, long index) {
        return mix(seed + (index + 1) * GAMMA);
    }

    /** The next word of 64 fair bits. */
    public long next() {
        state += GAMMA;
        return mix(state);
    }

    /**
     * A uniform number from 0 to below the bound (Lemire, 2019).
     *
     * @param bound at least 1
     */
    public int below(int bound) {
        long product = (next() >>> 32) * bound;
        if ((product & 0xffff_ffffL) < bound) {
            long unfair = (1L << 32) % bound;
            while ((product & 0xffff_ffffL) < unfair) {
                product = (next() >>> 32) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    private static long mix(long word) {
        long z = word;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
