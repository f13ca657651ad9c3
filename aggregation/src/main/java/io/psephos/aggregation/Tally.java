package io.psephos.aggregation;

/** The sum of (vote + 1) for each coordinate, as upright planes. */
final class Tally {
    private final int parameterCount;
    private final long[][] planes;

    private Tally(int parameterCount, long[][] planes) {
        this.parameterCount = parameterCount;
        this.planes = planes;
    }

    /**
     * The planes of 2·signs + plus + (number of minus − minus), lowest first, unused bits 0.
     *
     * @param signs counts of +1 among votes of one bit
     * @param plus counts of +1 among votes that may be zero
     * @param minus counts of −1 among the same
     */
    static long[][] of(int parameterCount, BitCounter signs, BitCounter plus, BitCounter minus) {
        int words = (parameterCount + 63) >>> 6;
        long voters = signs.added() + plus.added();
        Tally tally = new Tally(parameterCount, doubled(signs.planes(), bits(2 * voters), words));
        if (plus.added() > 0) {
            tally.own(signs.planes().length);
            tally.add(plus.planes());
            tally.subtract(minus.planes());
            tally.add(minus.added());
        }
        return tally.planes;
    }

    private static int bits(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }

    private static long[][] doubled(long[][] counts, int length, int words) {
        long[][] planes = new long[length][];
        planes[0] = new long[words];
        for (int k = 1; k < length; k++) {
            planes[k] = k <= counts.length ? counts[k - 1] : new long[words];
        }
        return planes;
    }

    /** Copies the planes that belong to a counter. */
    private void own(int borrowed) {
        for (int k = 1; k < planes.length && k <= borrowed; k++) {
            planes[k] = planes[k].clone();
        }
    }

    private void add(long[][] counts) {
        for (int k = 0; k < counts.length; k++) {
            ripple(k, counts[k].clone());
        }
    }

    /** Adds the complement and 1: the difference, as sums beyond the highest plane are dropped. */
    private void subtract(long[][] counts) {
        for (int k = 0; k < planes.length; k++) {
            ripple(k, complement(k < counts.length ? counts[k] : new long[planes[0].length]));
        }
        add(1);
    }

    private void add(long number) {
        for (int k = 0; k < bits(number); k++) {
            if ((number >>> k & 1) != 0) {
                ripple(k, complement(new long[planes[0].length]));
            }
        }
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
            CarrySave.addOne(planes[k], vector, 0, vector.length);
        }
    }
}
