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
    private static final int BLOCK = 2048;
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
        float scale = (float) (weight / MAX_ADDEND);
        boolean isNormal = Math.abs(scale) >= Float.MIN_NORMAL;
        for (int from = 0; from < values.length; from += BLOCK) {
            int to = Math.min(from + BLOCK, values.length);
            if (isNormal && areWithin(values, from, to, scale)) {
                addWithin(values, from, to, weight);
            } else {
                addLimited(values, from, to, weight);
            }
        }
    }

    /** Whether all addends are far within the limit, so that none has to be compared with it, which takes half the time. */
    private static boolean areWithin(float[] values, int from, int to, float scale) {
        int beyond = 0;
        for (int i = from; i < to; i++) {
            beyond |= (int) (values[i] * scale * 2);
        }
        return beyond == 0;
    }

    private void addWithin(float[] values, int from, int to, double weight) {
        for (int i = from; i < to; i++) {
            double addend = weight * values[i];
            double whole = Math.rint(addend * COARSE);
            coarse[i] += (long) whole;
            fine[i] += (long) Math.rint((addend - whole / COARSE) * FINE);
        }
    }

    private void addLimited(float[] values, int from, int to, double weight) {
        for (int i = from; i < to; i++) {
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
