package io.psephos.aggregation;

/**
 * Sums of coordinates in fixed point, so that neither order nor grouping of the additions changes a bit.
 *
 * <p>An addend is weight × coordinate in double, limited to ±2³⁴. It is split into a coarse part, a multiple of 2⁻⁸, and
 * a fine part, the nearest multiple of 2⁻⁵¹ to the rest; each part is a whole number below 2⁴³ in its own sum, which
 * therefore holds 2²⁰ addends without overflow. So the step is absolute below as the limit is above: an addend is off by
 * at most 2⁻⁵², and one that is not longer than that counts as 0.
 */
final class FixedSums {
    static final int MAX_ADDENDS = 1 << 20;
    private static final double MAX_ADDEND = 0x1p34;
    private static final double COARSE = 0x1p8;
    private static final double FINE = 0x1p51;

    private final long[] coarse;
    private final long[] fine;

    FixedSums(int count) {
        this.coarse = new long[count];
        this.fine = new long[count];
    }

    void add(float[] values, double weight) {
        for (int i = 0; i < values.length; i++) {
            double addend = addend(weight * values[i]);
            double whole = Math.rint(addend * COARSE);
            coarse[i] += (long) whole;
            fine[i] += (long) Math.rint((addend - whole / COARSE) * FINE);
        }
    }

    /** Adds values to the coordinates with those indices. */
    void add(int[] indices, float[] values, double weight) {
        for (int k = 0; k < indices.length; k++) {
            add(indices[k], weight * values[k], 1);
        }
    }

    /** Adds the same value as often as stated; a negative number of times subtracts it. */
    void add(int index, double value, long times) {
        double addend = addend(value);
        double whole = Math.rint(addend * COARSE);
        coarse[index] += times * (long) whole;
        fine[index] += times * (long) Math.rint((addend - whole / COARSE) * FINE);
    }

    void add(FixedSums other) {
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] += other.coarse[i];
            fine[i] += other.fine[i];
        }
    }

    /** Each sum divided by the weight, rounded once. */
    float[] dividedBy(long weight) {
        float[] mean = new float[coarse.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) ((coarse[i] / COARSE + fine[i] / FINE) / weight);
        }
        return mean;
    }

    private static double addend(double value) {
        return Math.max(-MAX_ADDEND, Math.min(MAX_ADDEND, value));
    }
}
