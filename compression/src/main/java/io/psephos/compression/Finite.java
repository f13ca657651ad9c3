package io.psephos.compression;

import java.util.Arrays;

/** Checks that all coordinates of a vector are finite. */
public final class Finite {
    private static final int BLOCK = 128;

    private Finite() {}

    /** The first coordinate that is NaN or infinite, or −1. */
    public static int firstViolation(float[] values) {
        return isFinite(values) ? -1 : find(values);
    }

    /** @throws NotFiniteException with the first coordinate that is NaN or infinite */
    public static void check(float[] values) {
        int index = firstViolation(values);
        if (index >= 0) {
            throw new NotFiniteException(index, values[index]);
        }
    }

    private static boolean isFinite(float[] values) {
        int[] ones = new int[Math.min(BLOCK, values.length)];
        Arrays.fill(ones, 1);
        for (int from = 0, left = values.length; left > 0; from += BLOCK, left -= BLOCK) {
            check(values, from, Math.min(left, BLOCK), ones);
        }
        int one = 1;
        for (int lane : ones) {
            one &= lane;
        }
        return one == 1;
    }

    /** Zero times a finite number is zero, all else is NaN, which becomes the integer 0. */
    private static void check(float[] values, int from, int count, int[] ones) {
        for (int i = 0; i < count; i++) {
            ones[i] &= (int) (values[from + i] * 0f + 1f);
        }
    }

    private static int find(float[] values) {
        int i = 0;
        while (Float.isFinite(values[i])) {
            i++;
        }
        return i;
    }
}
