package io.psephos.compression.sparse;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The number of coordinates of a vector that are kept.
 *
 * @param k a whole number of coordinates, or below 1 a share of all
 */
public record KeptCoordinates(double k) {

    /** @throws IllegalArgumentException unless k is above 0, and from 1 on whole and below 2³¹ */
    public KeptCoordinates {
        if (!(k > 0) || k >= 1 && (k != Math.rint(k) || k > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("k must be a share below 1 or a whole number, was " + k);
        }
    }

    /**
     * Number of coordinates that are kept of so many: a share is rounded up, as its decimals are written; at least 1 of
     * any.
     */
    public int of(int count) {
        if (k >= 1) {
            return (int) Math.min(k, count);
        }
        return BigDecimal.valueOf(k)
                .multiply(BigDecimal.valueOf(count))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }
}
