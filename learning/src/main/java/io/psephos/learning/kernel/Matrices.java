package io.psephos.learning.kernel;

import io.psephos.learning.kernel.MatrixKernel.Dots;
import io.psephos.learning.kernel.MatrixKernel.Extent;

/** Storage for {@link MatrixKernel}: zeroed rows padded to its unit. */
public final class Matrices {

    private Matrices() {}

    /** The length of a row that holds so many numbers. */
    public static int padded(int columns) {
        return Math.multiplyExact((columns + MatrixKernel.UNIT - 1) / MatrixKernel.UNIT, MatrixKernel.UNIT);
    }

    /** Rows of zeros. */
    public static float[][] zeros(int rows, int columns) {
        return new float[rows][padded(columns)];
    }

    /** {@code to[j][i] = from[i][j]} for i below {@code rows} and j below {@code columns}. */
    public static void transpose(float[][] from, int rows, int columns, float[][] to) {
        for (int j = 0; j < columns; j++) {
            float[] target = to[j];
            for (int i = 0; i < rows; i++) {
                target[i] = from[i][j];
            }
        }
    }

    /** The extent of a product whose sum has that many columns before padding. */
    public static Extent extent(int rows, int depth, int columns) {
        return new Extent(rows, depth, padded(columns));
    }

    /** The extent of dot products between rows of that length before padding. */
    public static Dots dots(int rows, int columns, int depth) {
        return new Dots(rows, columns, padded(depth));
    }
}
