package io.psephos.aggregation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many coordinates have which margin. A margin is at least k tenths where the tally is so far above the voters or so
 * far below, so that two comparisons with constants a tenth, 64 coordinates at once, are all that is needed.
 */
final class MarginHistogram {
    static final int BUCKETS = 10;
    private static final int BLOCK = CarrySave.WORDS;

    private final Tally tally;
    private final int parameterCount;
    private final long[] plane = new long[BLOCK];
    private final long[] above = new long[BLOCK];
    private final long[] equal = new long[BLOCK];

    private MarginHistogram(int parameterCount, Tally tally) {
        this.parameterCount = parameterCount;
        this.tally = tally;
    }

    /** Shares of coordinates, one a bucket. */
    static List<Double> of(int parameterCount, Tally tally, long voters) {
        MarginHistogram histogram = new MarginHistogram(parameterCount, tally);
        List<Double> shares = new ArrayList<>();
        long atLeast = parameterCount;
        for (int k = 1; k <= BUCKETS; k++) {
            long next = k == BUCKETS ? 0 : histogram.farther((k * voters + BUCKETS - 1) / BUCKETS, voters);
            shares.add((double) (atLeast - next) / parameterCount);
            atLeast = next;
        }
        return shares;
    }

    /** Coordinates whose tally is at least so far from the voters, 1 or more. */
    private long farther(long distance, long voters) {
        return atLeast(voters + distance) + parameterCount - atLeast(voters - distance + 1);
    }

    /** Coordinates with that tally or more. */
    private long atLeast(long least) {
        int lowest = tally.exponent(0);
        long bound = (least + (1L << lowest) - 1) >> lowest;
        int planes = tally.planes().length;
        if (bound <= 0) {
            return parameterCount;
        }
        if (Long.SIZE - Long.numberOfLeadingZeros(bound) > planes) {
            return 0;
        }
        long count = 0;
        int words = (parameterCount + 63) >>> 6;
        for (int from = 0; from < words; from += BLOCK) {
            int here = Math.min(BLOCK, words - from);
            compare(bound, from, here);
            if (from + here == words) {
                long used = -1L >>> -parameterCount;
                above[here - 1] &= used;
                equal[here - 1] &= used;
            }
            for (int w = 0; w < here; w++) {
                count += Long.bitCount(above[w] | equal[w]);
            }
        }
        return count;
    }

    /** Plane by plane from the highest: where the tally is above the bound, and where it is the bound. */
    private void compare(long bound, int from, int count) {
        Arrays.fill(above, 0);
        Arrays.fill(equal, -1);
        for (int k = tally.planes().length - 1; k >= 0; k--) {
            System.arraycopy(tally.planes()[k], from, plane, 0, count);
            if ((bound >>> k & 1) != 0) {
                keepOnes(count);
            } else {
                raiseOnes(count);
            }
        }
    }

    private void keepOnes(int count) {
        for (int w = 0; w < count; w++) {
            equal[w] &= plane[w];
        }
    }

    private void raiseOnes(int count) {
        for (int w = 0; w < count; w++) {
            above[w] |= equal[w] & plane[w];
            equal[w] &= ~plane[w];
        }
    }
}
