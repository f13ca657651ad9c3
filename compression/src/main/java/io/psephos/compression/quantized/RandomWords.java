package io.psephos.compression.quantized;

import io.psephos.compression.bits.SplitMix64;

/**
 * Random words of one update, one a coordinate, from one seed: a bijective hash (a Weyl sequence, then two rounds of
 * xor-shift and multiply, constants by Wellons, 2018) of the coordinate and the two halves of the mixed seed. No state
 * goes from one coordinate to the next, so the loop runs in vector lanes, and the same seed gives the same words
 * wherever the rows begin, on every machine.
 */
final class RandomWords {
    /** Most coordinates of one call. */
    static final int ROW = 512;

    private static final int WEYL = 0x9e3779b9;
    private static final int[] STEPS = steps();

    private final int firstKey;
    private final int secondKey;

    RandomWords(long seed) {
        long mixed = SplitMix64.word(seed, 0);
        this.firstKey = (int) mixed;
        this.secondKey = (int) (mixed >>> 32);
    }

    /** A row that holds the words of one call, for a vector of d coordinates. */
    static int[] row(int d) {
        return new int[Math.min(ROW, d)];
    }

    /** Writes the words of {@code count} coordinates from {@code from} to the row; their upper bits are the best. */
    void draw(int from, int count, int[] row) {
        int base = (from + firstKey) * WEYL;
        int key = secondKey;
        int[] step = STEPS;
        for (int i = 0; i < count; i++) {
            int x = base + step[i];
            x ^= x >>> 16;
            x ^= key;
            x *= 0x21f0aaad;
            x ^= x >>> 15;
            x *= 0x735a2d97;
            row[i] = x;
        }
    }

    private static int[] steps() {
        int[] steps = new int[ROW];
        for (int i = 0; i < ROW; i++) {
            steps[i] = i * WEYL;
        }
        return steps;
    }
}
