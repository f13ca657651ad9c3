package io.psephos.learning.kernel;

/**
 * Matrix product over separate rows.
 *
 * <p>Every implementation computes {@code (…((sum + l₀r₀) + l₁r₁) + …)} in float32, so all give the same bits. Those on
 * the Vector API look at the lengths of all rows first, so that they may run without the API's own checks.
 */
public interface MatrixKernel {

    /** Widths are multiples of this: what does not fill a row is zero padding. */
    int UNIT = 16;

    /**
     * Adds a product, {@code sum[i][j] += Σ left[i][p] · right[p][j]} for i below {@code rows}, p below {@code depth}
     * and j below {@code width}.
     *
     * @param extent the rows of right and sum are at least as long as its width
     */
    void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent);

    /**
     * Moves parameters against a product, {@code parameters[i][j] -= rate · Σ left[p][i] · right[p][j]}: the bits of
     * {@link #addProduct} onto zeros and of a step along the sum, without a place for the sum between.
     *
     * @param left depth by rows, the other way round than in a product
     * @param extent the rows of right and parameters are at least as long as its width, those of left as its rows
     */
    void descend(float[][] left, float[][] right, float[][] parameters, float rate, Extent extent);

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
}
