package io.psephos.compression.sign;

import io.psephos.compression.bits.SplitMix64;
import java.util.Arrays;

/**
 * The draw of one update's stochastic sign votes: +1 with probability 1/2 + g/(2b), from one seed for all coordinates.
 *
 * <p>The coin of coordinate i is a bijective hash (a Weyl sequence, then two rounds of xor-shift and multiply,
 * constants by Wellons, 2018) of i and the two halves of the mixed seed: no state goes from one coordinate to the next,
 * so the loops run in vector lanes, and the same seed casts the same votes on every machine. A coin is compared with
 * the threshold 2³⁰·g/b as an integer; b = 0 makes every threshold but that of zero certain, which is the plain sign
 * with a fair coin for zero.
 *
 * <p>32 rows of coordinates are cast one below the other, row j into bit j, and the bit matrix is transposed at the end
 * (Warren, Hacker's Delight, 7-3): so no lane ever has to reach into another.
 */
final class SignDraw {
    private static final int ROWS = 32;
    private static final int ROW = 512;

    /** With the array's header a multiple of the widest vector, so that all work arrays lie alike. */
    private static final int ROW_LENGTH = ROW + 12;

    private static final int CERTAIN = 1 << 30;
    private static final int WEYL = 0x9e3779b9;
    private static final int[] STEPS = steps();

    private final int firstKey;
    private final int secondKey;
    private final int[] threshold = new int[ROW_LENGTH];
    private final int[] column = new int[ROW_LENGTH];
    private final long[] square = new long[ROWS];
    private long saturated;

    SignDraw(long seed) {
        long mixed = SplitMix64.word(seed, 0);
        this.firstKey = (int) mixed;
        this.secondKey = (int) (mixed >>> 32);
    }

    /**
     * The votes, 64 to a word.
     *
     * @param ends one past the last coordinate of each part
     * @param bounds b of each part, 0 or more
     */
    long[] cast(float[] update, int[] ends, float[] bounds) {
        long[] votes = new long[(update.length + 63) >>> 6];
        int part = 0;
        int row = 0;
        for (int from = 0, left = update.length; left > 0; from += ROW, left -= ROW) {
            int count = Math.min(left, ROW);
            part = raise(update, from, from + count, part, ends, bounds);
            flip((from + firstKey) * WEYL, secondKey, row++, count);
            if (row == ROWS || left <= ROW) {
                collect(votes, (from >>> 6) - (row - 1) * (ROW >>> 6));
                row = 0;
            }
        }
        return votes;
    }

    /** Number of coordinates with |g| ≥ b. */
    long saturated() {
        return saturated;
    }

    /** Sets the thresholds of a row, which may hold several parts; returns the part that continues in the next row. */
    private int raise(float[] update, int from, int to, int firstPart, int[] ends, float[] bounds) {
        int part = firstPart;
        int at = from;
        while (at < to) {
            int end = Math.min(to, ends[part]);
            saturated += raise(update, at, at - from, end - from, bounds[part]);
            at = end;
            part += at == ends[part] ? 1 : 0;
        }
        return part;
    }

    private int raise(float[] update, int at, int from, int to, float b) {
        // One step up, so that |g| = b is certain whichever way the product rounds.
        float scale = Math.nextUp(CERTAIN / b);
        return scale <= Float.MAX_VALUE
                ? multiply(update, at - from, from, to, scale)
                : divide(update, at - from, from, to, b);
    }

    private int multiply(float[] update, int offset, int from, int to, float scale) {
        int[] t = threshold;
        int certain = 0;
        for (int i = from; i < to; i++) {
            int clamped = Math.max(-CERTAIN, Math.min(CERTAIN, (int) (update[offset + i] * scale)));
            t[i] = clamped;
            certain += Math.abs(clamped) >>> 30;
        }
        return certain;
    }

    /** Sets thresholds for bounds whose reciprocal is no float, 0 among them. */
    private int divide(float[] update, int offset, int from, int to, float b) {
        int[] t = threshold;
        int certain = 0;
        for (int i = from; i < to; i++) {
            int clamped = Math.max(-CERTAIN, Math.min(CERTAIN, (int) (update[offset + i] / b * CERTAIN)));
            t[i] = clamped;
            certain += Math.abs(clamped) >>> 30;
        }
        return certain;
    }

    /** Sets bit {@code row} where the random word is below the threshold. */
    private void flip(int base, int key, int row, int count) {
        int[] t = threshold;
        int[] step = STEPS;
        int[] votes = column;
        for (int i = 0; i < count; i++) {
            int x = base + step[i];
            x ^= x >>> 16;
            x ^= key;
            x *= 0x21f0aaad;
            x ^= x >>> 15;
            x *= 0x735a2d97;
            votes[i] |= (x >> 1) - t[i] >>> 31 << row;
        }
    }

    /** Transposes columns of 32 rows into rows of 64 votes. */
    private void collect(long[] votes, int firstWord) {
        for (int c = 0; c < ROW >>> 6; c++) {
            for (int k = 0; k < ROWS; k++) {
                square[k] = column[64 * c + k] & 0xffff_ffffL | (long) column[64 * c + 32 + k] << 32;
            }
            transpose(square);
            for (int row = 0, w = firstWord + c; row < ROWS && w < votes.length; row++, w += ROW >>> 6) {
                votes[w] = square[row];
            }
        }
        Arrays.fill(column, 0);
    }

    /** Transposes two matrices of 32 × 32 bits, one in the lower and one in the upper halves. */
    private static void transpose(long[] a) {
        long mask = 0x0000_ffff_0000_ffffL;
        for (int width = 16; width != 0; width >>= 1, mask ^= mask << width) {
            for (int k = 0; k < ROWS; k = (k + width + 1) & ~width) {
                long swap = (a[k] >>> width ^ a[k + width]) & mask;
                a[k] ^= swap << width;
                a[k + width] ^= swap;
            }
        }
    }

    private static int[] steps() {
        int[] steps = new int[ROW_LENGTH];
        for (int i = 0; i < ROW; i++) {
            steps[i] = i * WEYL;
        }
        return steps;
    }
}
