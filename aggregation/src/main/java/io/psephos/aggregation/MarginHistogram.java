package io.psephos.aggregation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The histogram of vote margins over all coordinates. A margin is at least k tenths where the tally is so far above the
 * voters or so far below, so that two comparisons with constants a tenth, 64 coordinates at once, are all that is
 * needed.
 */
final class MarginHistogram {
    private static final int BUCKETS = 10;
    private static final int BLOCK = 512;
    private static final int AT_ONCE = 3;

    private final int parameterCount;
    private final Tally tally;
    private final long[][] planes;
    private final long[] above = new long[BLOCK];
    private final long[] equal = new long[BLOCK];

    private MarginHistogram(int parameterCount, Tally tally) {
        this.parameterCount = parameterCount;
        this.tally = tally;
        // Planes of zeros make the number of planes one that goes in threes.
        this.planes = new long[(tally.planes().length + AT_ONCE - 1) / AT_ONCE * AT_ONCE][BLOCK];
    }

    /** Shares of coordinates, one a bucket. */
    static List<Double> of(int parameterCount, Tally tally, long voters) {
        long[] bounds = new long[2 * (BUCKETS - 1)];
        for (int k = 1; k < BUCKETS; k++) {
            long distance = (k * voters + BUCKETS - 1) / BUCKETS;
            bounds[2 * k - 2] = voters + distance;
            bounds[2 * k - 1] = voters - distance + 1;
        }
        long[] reached = new MarginHistogram(parameterCount, tally).reached(bounds);
        List<Double> shares = new ArrayList<>();
        long atLeast = parameterCount;
        for (int k = 1; k <= BUCKETS; k++) {
            long next = k == BUCKETS ? 0 : reached[2 * k - 2] + parameterCount - reached[2 * k - 1];
            shares.add((double) (atLeast - next) / parameterCount);
            atLeast = next;
        }
        return shares;
    }

    /** Number of coordinates whose tally is at least the bound, for each of the bounds. */
    private long[] reached(long[] bounds) {
        long[] reached = new long[bounds.length];
        int words = (parameterCount + 63) >>> 6;
        for (int from = 0; from < words; from += BLOCK) {
            int count = Math.min(BLOCK, words - from);
            for (int k = 0; k < tally.planes().length; k++) {
                System.arraycopy(tally.planes()[k], from, planes[k], 0, count);
            }
            long used = from + count == words ? -1L >>> -parameterCount : -1L;
            for (int b = 0; b < bounds.length; b++) {
                reached[b] += reached(bounds[b], count, used);
            }
        }
        return reached;
    }

    /** @param used bits of the block's last word that stand for coordinates */
    private long reached(long least, int count, long used) {
        int lowest = tally.exponent(0);
        long bound = (least + (1L << lowest) - 1) >> lowest;
        if (bound <= 0) {
            return 64L * (count - 1) + Long.bitCount(used);
        }
        if (Long.SIZE - Long.numberOfLeadingZeros(bound) > planes.length) {
            return 0;
        }
        compare(bound);
        above[count - 1] &= used;
        equal[count - 1] &= used;
        long reached = 0;
        for (int w = 0; w < count; w++) {
            reached += Long.bitCount(above[w] | equal[w]);
        }
        return reached;
    }

    /** Compares plane by plane from the highest: where the tally is above the bound, and where it is the bound. */
    private void compare(long bound) {
        Arrays.fill(above, 0);
        Arrays.fill(equal, -1);
        for (int k = planes.length - 1; k > 0; k -= AT_ONCE) {
            compare(planes[k], zero(bound, k), planes[k - 1], zero(bound, k - 1), planes[k - 2], zero(bound, k - 2));
        }
    }

    /** Compares three planes more; {@code zero} is all ones where the bound has a 0. */
    private void compare(long[] high, long zeroHigh, long[] middle, long zeroMiddle, long[] low, long zeroLow) {
        long[] same = equal;
        long[] more = above;
        for (int w = 0; w < same.length; w++) {
            long e = same[w];
            long h = high[w];
            long m = middle[w];
            long l = low[w];
            long first = e & (h ^ zeroHigh);
            long second = first & (m ^ zeroMiddle);
            more[w] |= e & h & zeroHigh | first & m & zeroMiddle | second & l & zeroLow;
            same[w] = second & (l ^ zeroLow);
        }
    }

    private static long zero(long number, int k) {
        return (number >>> k & 1) - 1;
    }
}
