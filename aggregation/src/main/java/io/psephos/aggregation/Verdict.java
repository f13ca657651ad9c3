package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import java.util.Arrays;

/**
 * A tally compared with its voters. The tally of a coordinate is the sum of (vote + 1), so it stands above, at or below
 * the number of voters where the sum of votes is positive, zero or negative. 64 coordinates are compared at once, plane
 * by plane from the highest; the work arrays hold one block of words, so that every loop has one index.
 */
final class Verdict {
    private static final int BLOCK = 512;

    private final int parameterCount;
    private final long voters;
    private final long[] above;
    private final long[] tied;
    private final Block block = new Block();

    private long aboveCount;
    private long tiedCount;
    private long unanimousCount;
    private long distance;

    /** @param tally planes of the tally, lowest first, unused bits 0; at least as many as twice the voters need */
    Verdict(int parameterCount, long[][] tally, long voters) {
        this.parameterCount = parameterCount;
        this.voters = voters;
        int words = (parameterCount + 63) >>> 6;
        this.above = new long[words];
        this.tied = new long[words];
        for (int from = 0; from < words; from += BLOCK) {
            judge(tally, from, Math.min(words - from, BLOCK));
        }
        long belowCount = parameterCount - aboveCount - tiedCount;
        distance -= voters * (aboveCount - belowCount);
    }

    VoteMargins margins() {
        double coordinates = parameterCount;
        return new VoteMargins(
                distance / (coordinates * voters), tiedCount / coordinates, unanimousCount / coordinates);
    }

    /** The winning votes; they may be asked for once. */
    Payload direction(TieBreak tieBreak) {
        if (tiedCount > 0 && tieBreak.keepsZero()) {
            return new Ternary(parameterCount, above, below());
        }
        for (int w = 0; w < above.length; w++) {
            above[w] |= tied[w] & tieBreak.plus(w);
        }
        return new Signs(parameterCount, above);
    }

    private long[] below() {
        long[] below = new long[above.length];
        for (int w = 0; w < below.length; w++) {
            below[w] = ~(above[w] | tied[w]);
        }
        below[below.length - 1] &= lastWord();
        return below;
    }

    /** Bits of the last word that stand for coordinates. */
    private long lastWord() {
        return -1L >>> -parameterCount;
    }

    private void judge(long[][] tally, int from, int count) {
        block.open();
        for (int k = tally.length - 1; k >= 0; k--) {
            block.load(tally[k], from, count);
            block.compare(bit(voters, k), bit(2 * voters, k), count);
        }
        if (from + count == above.length) {
            block.close(count - 1, lastWord());
        }
        for (int k = 0; k < tally.length; k++) {
            block.load(tally[k], from, count);
            distance += block.difference(count) << k;
        }
        aboveCount += ones(block.above, count);
        tiedCount += ones(block.tied, count);
        unanimousCount += ones(block.allFor, count) + ones(block.allAgainst, count);
        System.arraycopy(block.above, 0, above, from, count);
        System.arraycopy(block.tied, 0, tied, from, count);
    }

    private static long bit(long number, int k) {
        return -(number >>> k & 1);
    }

    private static long ones(long[] words, int count) {
        long ones = 0;
        for (int w = 0; w < count; w++) {
            ones += Long.bitCount(words[w]);
        }
        return ones;
    }

    /** The work arrays of one block. */
    private static final class Block {
        final long[] above = new long[BLOCK];
        final long[] tied = new long[BLOCK];
        final long[] allFor = new long[BLOCK];
        final long[] allAgainst = new long[BLOCK];
        private final long[] plane = new long[BLOCK];

        void open() {
            Arrays.fill(above, 0);
            Arrays.fill(tied, -1);
            Arrays.fill(allFor, -1);
            Arrays.fill(allAgainst, -1);
        }

        void load(long[] from, int offset, int count) {
            System.arraycopy(from, offset, plane, 0, count);
        }

        /**
         * Compares one plane more, the next lower one.
         *
         * @param bit all ones where the number of voters has a 1 in this plane
         * @param unanimousBit likewise for the tally of a unanimous +1
         */
        void compare(long bit, long unanimousBit, int count) {
            for (int w = 0; w < count; w++) {
                long t = plane[w];
                long equal = tied[w];
                above[w] |= equal & t & ~bit;
                tied[w] = equal & ~(t ^ bit);
                allFor[w] &= ~(t ^ unanimousBit);
                allAgainst[w] &= ~t;
            }
        }

        /** Drops what stands in unused bits. */
        void close(int last, long used) {
            above[last] &= used;
            tied[last] &= used;
            allFor[last] &= used;
            allAgainst[last] &= used;
        }

        /** Ones of the plane among coordinates above, less those among coordinates below. */
        long difference(int count) {
            long difference = 0;
            for (int w = 0; w < count; w++) {
                long t = plane[w];
                difference += Long.bitCount(t & above[w]) - Long.bitCount(t & ~(above[w] | tied[w]));
            }
            return difference;
        }
    }
}
