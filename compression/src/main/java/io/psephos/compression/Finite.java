package io.psephos.compression;

/** Whether all coordinates of a vector are numbers. */
public final class Finite {
    private static final int EXPONENT = 0x7f800000;

    private Finite() {}

    /** The first coordinate that is NaN or infinite, or −1. */
    public static int firstViolation(float[] values) {
        for (int from = 0; from < values.length; from += 1024) {
            int to = Math.min(values.length, from + 1024);
            if (!isFinite(values, from, to)) {
                return find(values, from, to);
            }
        }
        return -1;
    }

    /** @throws NotFiniteException with the first coordinate that is NaN or infinite */
    public static void check(float[] values) {
        int index = firstViolation(values);
        if (index >= 0) {
            throw new NotFiniteException(index, values[index]);
        }
    }

    private static boolean isFinite(float[] values, int from, int to) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & EXPONENT);
        }
        return largest != EXPONENT;
    }

    private static int find(float[] values, int from, int to) {
        int i = from;
        while (i < to - 1 && Float.isFinite(values[i])) {
            i++;
        }
        return i;
    }
}
