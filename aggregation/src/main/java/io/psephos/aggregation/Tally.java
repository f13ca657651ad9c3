package io.psephos.aggregation;

/** The weighted sum of (vote + 1) for each coordinate, as bit planes, lowest first, unused bits 0. */
final class Tally {
    private final int parameterCount;
    private final long[][] planes;
    private final int lowest;

    private Tally(int parameterCount, long[][] planes, int lowest) {
        this.parameterCount = parameterCount;
        this.planes = planes;
        this.lowest = lowest;
    }

    /**
     * The tally 2·signs + plus + (weight of minus − minus).
     *
     * @param signs weights of +1 among votes of one bit
     * @param plus weights of +1 among votes that may be zero
     * @param minus weights of −1 among the same
     */
    static Tally of(int parameterCount, WeightedCounter signs, WeightedCounter plus, WeightedCounter minus) {
        if (plus.added() == 0) {
            return new Tally(parameterCount, signs.planes(), 1);
        }
        int length = bits(2 * (signs.added() + plus.added()));
        Tally tally = new Tally(parameterCount, new long[length][(parameterCount + 63) >>> 6], 0);
        CarrySave.addCounts(tally.planes, signs.planes(), 1);
        CarrySave.addCounts(tally.planes, plus.planes(), 0);
        tally.subtract(minus.planes());
        tally.add(minus.added());
        return tally;
    }

    long[][] planes() {
        return planes;
    }

    /** The power of two that plane k is worth. */
    int exponent(int k) {
        return k + lowest;
    }

    /** Whether every tally is even, so that the plane of ones is left out. */
    boolean isDoubled() {
        return lowest == 1;
    }

    private static int bits(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }

    /** Subtracts the counts by adding complement and 1, as what overflows the highest plane is dropped. */
    private void subtract(long[][] counts) {
        for (int k = 0; k < planes.length; k++) {
            CarrySave.ripple(planes, k, k < counts.length ? complement(counts[k]) : ones());
        }
        add(1);
    }

    private void add(long number) {
        for (int k = 0; k < bits(number); k++) {
            if ((number >>> k & 1) != 0) {
                CarrySave.ripple(planes, k, ones());
            }
        }
    }

    private long[] ones() {
        return complement(new long[planes[0].length]);
    }

    private long[] complement(long[] bits) {
        long[] complement = new long[bits.length];
        for (int w = 0; w < bits.length; w++) {
            complement[w] = ~bits[w];
        }
        complement[bits.length - 1] &= -1L >>> -parameterCount;
        return complement;
    }
}
