package io.psephos.compression.quantized;

import java.util.function.IntPredicate;

/** The probability of an outcome that holds for random words below a threshold, found by halving their range. */
final class Chance {
    private Chance() {}

    /** Share of all random words, taken as unsigned, for which the outcome holds. */
    static double of(IntPredicate outcome) {
        long low = 0;
        long high = 1L << 32;
        while (low < high) {
            long middle = low + high >>> 1;
            if (outcome.test((int) middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low * 0x1p-32;
    }

    /** The random word of a uniform number u. */
    static int coin(double u) {
        return (int) (long) (u * 0x1p32);
    }
}
