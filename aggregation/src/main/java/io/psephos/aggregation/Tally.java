package io.psephos.aggregation;

/** The sum of (vote + 1) for each coordinate, as upright planes, lowest first, unused bits 0. */
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
     * 2·signs + plus + (number of minus − minus).
     *
     * @param signs counts of +1 among votes of one bit
     * @param plus counts of +1 among votes that may be zero
     * @param minus counts of −1 among the same
     */
    static Tally of(int parameterCount, BitCounter signs, BitCounter plus, BitCounter minus) {
        if (plus.added() == 0) {
            return new Tally(parameterCount, signs.planes(), 1);
        }
        int length = bits(2 * (signs.added() + plus.added()));
        Tally tally = new Tally(parameterCount, new long[length][(parameterCount + 63) >>> 6], 0);
        tally.add(signs.planes(), 1);
        tally.add(plus.planes(), 0);
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

    private void add(long[][] counts, int shift) {
        for (int k = 0; k < counts.length; k++) {
            ripple(k + shift, counts[k].clone());
        }
    }

    /** Adds the complement and 1: the difference, as what overflows the highest plane is dropped. */
    private void subtract(long[][] counts) {
        for (int k = 0; k < planes.length; k++) {
            ripple(k, k < counts.length ? complement(counts[k]) : ones());
        }
        add(1);
    }

    private void add(long number) {
        for (int k = 0; k < bits(number); k++) {
            if ((number >>> k & 1) != 0) {
                ripple(k, ones());
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

    private void ripple(int from, long[] vector) {
        for (int k = from; k < planes.length; k++) {
            CarrySave.addOne(planes[k], vector, vector.length);
        }
    }
}
