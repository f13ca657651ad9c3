package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of a tally with the number of its voters. The tally of a coordinate is the sum of (vote + 1), so it
 * stands above, at or below the number of voters where the sum of votes is positive, zero or negative. 64 coordinates
 * are compared at once, plane by plane from the highest; the work arrays hold one block of words, so that every loop
 * has one index.
 */
final class VoteVerdict {
    private static final int BLOCK = CarrySave.WORDS;

    private final int parameterCount;
    private final Tally tally;
    private final long voters;
    private final long[] above;
    private final Block block = new Block();
    private long @Nullable [] tied;

    private long aboveCount;
    private long tiedCount;
    private long unanimousCount;
    private long distance;

    VoteVerdict(int parameterCount, Tally tally, long voters) {
        this.parameterCount = parameterCount;
        this.tally = tally;
        this.voters = voters;
        int words = (parameterCount + 63) >>> 6;
        this.above = new long[words];
        for (int from = 0; from < words; from += BLOCK) {
            judge(tally, from, Math.min(words - from, BLOCK));
        }
        long belowCount = parameterCount - aboveCount - tiedCount;
        distance -= voters * (aboveCount - belowCount);
    }

    VoteMargins margins() {
        double coordinates = parameterCount;
        return new VoteMargins(
                distance / (coordinates * voters),
                tiedCount / coordinates,
                unanimousCount / coordinates,
                MarginHistogram.of(parameterCount, tally, voters));
    }

    /** The winning votes; they may be asked for once. */
    Payload direction(TieBreak tieBreak) {
        if (tied == null) {
            return new Signs(parameterCount, above);
        }
        if (tieBreak.keepsZero()) {
            return new Ternary(parameterCount, above, below(tied));
        }
        for (int w = 0; w < above.length; w++) {
            above[w] |= tied[w] & tieBreak.plus(w);
        }
        return new Signs(parameterCount, above);
    }

    private long[] below(long[] tied) {
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

    private void judge(Tally tally, int from, int count) {
        long[][] planes = tally.planes();
        block.open();
        for (int k = planes.length - 1; k >= 0; k--) {
            block.load(planes[k], from, count);
            block.compare(zero(voters, tally.exponent(k)), zero(2 * voters, tally.exponent(k)), count);
        }
        if (tally.isDoubled() && (voters & 1) != 0) {
            Arrays.fill(block.tied, 0);
        }
        if (from + count == above.length) {
            block.close(count - 1, lastWord());
        }
        for (int k = 0; k < planes.length; k++) {
            block.load(planes[k], from, count);
            distance += block.difference(count) << tally.exponent(k);
        }
        aboveCount += ones(block.above, count);
        unanimousCount += ones(block.allFor, count) + 64L * count - ones(block.anyFor, count);
        System.arraycopy(block.above, 0, above, from, count);
        keepTies(from, count);
    }

    private void keepTies(int from, int count) {
        long ties = ones(block.tied, count);
        if (ties > 0) {
            tied = tied == null ? new long[above.length] : tied;
            System.arraycopy(block.tied, 0, tied, from, count);
            tiedCount += ties;
        }
    }

    private static long zero(long number, int k) {
        return (number >>> k & 1) - 1;
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
        final long[] anyFor = new long[BLOCK];
        private final long[] plane = new long[BLOCK];

        void open() {
            Arrays.fill(above, 0);
            Arrays.fill(tied, -1);
            Arrays.fill(allFor, -1);
            Arrays.fill(anyFor, 0);
        }

        void load(long[] from, int offset, int count) {
            System.arraycopy(from, offset, plane, 0, count);
        }

        /**
         * Compares the next lower plane.
         *
         * @param zero all ones where the number of voters has a 0 in this plane
         * @param unanimousZero likewise for the tally of a unanimous +1
         */
        void compare(long zero, long unanimousZero, int count) {
            for (int w = 0; w < count; w++) {
                long t = plane[w];
                long equal = tied[w];
                above[w] |= equal & t & zero;
                tied[w] = equal & (t ^ zero);
                allFor[w] &= t ^ unanimousZero;
                anyFor[w] |= t;
            }
        }

        /** Clears unused bits. */
        void close(int last, long used) {
            above[last] &= used;
            tied[last] &= used;
            allFor[last] &= used;
            anyFor[last] |= ~used;
        }

        /** Number of the plane's ones among coordinates above, less those among coordinates below. */
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
