package io.psephos.robustness.vector;

/**
 * Squared differences of a few rows from a few others.
 *
 * <p>Every implementation adds the squares of coordinates c, c + {@value #LANES}, c + 2·{@value #LANES} … in that order
 * in float32, always fused, so all give the same bits.
 */
@FunctionalInterface
interface TileKernel {
    /** Partial sums of a pair. */
    int LANES = 16;
    /** Rows of the first kind. */
    int HIGH = 4;
    /** Rows of the second kind. */
    int WIDE = 2;

    /**
     * Sets {@code sums[i · WIDE + j][l]} to the sum over coordinates l, l + LANES, … of rows {@code first + i} and
     * {@code second + j}.
     *
     * @param count coordinates that are looked at
     */
    void sum(float[][] rows, int first, int second, int count, float[][] sums);
}
