package io.psephos.compression.sign;

/**
 * Votes of one update being cast, 64 to a word: +1 with probability 1/2 + g/(2b), from one seed for all coordinates.
 *
 * <p>The coin of coordinate i is the bijective hash triple32 (Wellons, 2018) of i and the two halves of the seed: no
 * state from one coordinate to the next, so the loops below run in vector lanes, and the same seed casts the same votes
 * on every machine. Coins and thresholds are 31-bit integers; b = 0 makes the threshold of every coordinate but zero
 * extreme, which is the plain sign with a fair coin for zero.
 */
final class Ballot {
    /** Coordinates a pass: all work arrays together stay in the first-level cache. */
    private static final int BLOCK = 1024;

    private static final int CERTAIN = 1 << 30;

    private final int firstKey;
    private final int secondKey;
    private final float[] gradient = new float[BLOCK];
    private final int[] vote = new int[BLOCK];

    Ballot(long seed) {
        long mixed = mix(seed);
        this.firstKey = (int) mixed;
        this.secondKey = (int) (mixed >>> 32);
    }

    /**
     * Casts the votes of coordinates from (included) to {@code to} into the words.
     *
     * @param b half the width of the uncertain range, 0 or more
     * @return how many coordinates had |g| ≥ b
     */
    long cast(float[] update, int from, int to, float b, long[] words) {
        long saturated = 0;
        for (int start = from; start < to; start += BLOCK) {
            int count = Math.min(BLOCK, to - start);
            System.arraycopy(update, start, gradient, 0, count);
            saturated += threshold(count, b);
            flip(count, start + firstKey, secondKey);
            pack(start, count, words);
        }
        return saturated;
    }

    private int threshold(int count, float b) {
        float[] g = gradient;
        int[] v = vote;
        int saturated = 0;
        for (int i = 0; i < count; i++) {
            int t = Math.max(-CERTAIN, Math.min(CERTAIN, (int) (g[i] / b * CERTAIN)));
            v[i] = t;
            saturated += Math.abs(t) >>> 30;
        }
        return saturated;
    }

    /** Leaves a negative number where the vote is +1: the coin is below the threshold. */
    private void flip(int count, int base, int key) {
        int[] v = vote;
        for (int i = 0; i < count; i++) {
            int x = base + i;
            x ^= x >>> 17;
            x *= 0xed5ad4bb;
            x ^= key;
            x ^= x >>> 11;
            x *= 0xac4c1b51;
            x ^= x >>> 15;
            x *= 0x31848bab;
            x ^= x >>> 14;
            v[i] = (x >> 1) - v[i];
        }
    }

    private void pack(int start, int count, long[] words) {
        for (int i = 0; i < count; i++) {
            words[start + i >>> 6] |= (long) (vote[i] >>> 31) << (start + i);
        }
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
