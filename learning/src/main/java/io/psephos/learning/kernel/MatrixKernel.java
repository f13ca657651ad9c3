package io.psephos.learning.kernel;

/**
 * Matrix products over separate rows, in float32.
 *
 * <p>Every implementation rounds in the same places, so all give the same bits: {@link #addProduct} and {@link #descend}
 * add one term after the other, {@link #addDots} adds up in {@link #UNIT} lanes. Those on the Vector API look at the
 * lengths of all rows first, so that they may run without the API's own checks. A kernel is for one thread at a time,
 * since it may keep rows to work in.
 */
public interface MatrixKernel {

    /** Widths, and depths of dot products, are multiples of this: what does not fill a row is zero padding. */
    int UNIT = 16;

    /**
     * Adds a product, {@code sum[i][j] += Σ left[i][p] · right[p][j]} for i below {@code rows}, p below {@code depth}
     * and j below {@code width}, as {@code (…((sum + l₀r₀) + l₁r₁) + …)}.
     *
     * @param extent the rows of right and sum are at least as long as its width
     */
    void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent);

    /**
     * Adds dot products of rows, {@code sum[i][j] += Σ left[i][p] · right[j][p]} for i below {@code rows}, j below
     * {@code columns} and p below {@code depth}. Lane l sums the terms at l, l + 16, l + 32, …, one after the other from
     * zero; then the upper half of the lanes is added to the lower one until a single number is left.
     *
     * @param extent the rows of left and right are at least as long as its depth
     */
    void addDots(float[][] left, float[][] right, float[][] sum, Dots extent);

    /**
     * Moves parameters against a product, {@code parameters[i][j] -= rate · Σ left[p][i] · right[p][j]}: the bits of
     * {@link #addProduct} onto zeros and of a step along the sum, without a place for the sum between. A rate of −1 adds
     * the product to a gradient.
     *
     * @param left depth by rows, the other way round than in a product
     * @param extent the rows of right and parameters are at least as long as its width, those of left as its rows
     */
    void descend(float[][] left, float[][] right, float[][] parameters, float rate, Extent extent);

    /**
     * Zeroes the numbers for which the other row has none above 0: the gradient of a rectifier by what came out of it.
     *
     * @param rectified as long as the gradient, whose length is a multiple of {@link #UNIT}
     */
    default void mask(float[] rectified, float[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = rectified[i] > 0 ? gradient[i] : 0;
        }
    }

    /** The dimensions of a product. */
    record Extent(int rows, int depth, int width) {

        /** @throws IllegalArgumentException for a negative number, or a width that is no multiple of {@link #UNIT} */
        public Extent {
            if (rows < 0 || depth < 0 || width < 0 || width % UNIT != 0) {
                throw new IllegalArgumentException("extent must be >= 0 and its width a multiple of " + UNIT + ", was "
                        + rows + " x " + depth + " x " + width);
            }
        }
    }

    /** The dimensions of dot products between rows. */
    record Dots(int rows, int columns, int depth) {

        /** @throws IllegalArgumentException for a negative number, or a depth that is no multiple of {@link #UNIT} */
        public Dots {
            if (rows < 0 || columns < 0 || depth < 0 || depth % UNIT != 0) {
                throw new IllegalArgumentException("extent must be >= 0 and its depth a multiple of " + UNIT + ", was "
                        + rows + " x " + columns + " x " + depth);
            }
        }
    }
}
