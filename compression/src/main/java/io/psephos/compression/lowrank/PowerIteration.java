package io.psephos.compression.lowrank;

import io.psephos.compression.LowRank.Factors;
import io.psephos.compression.bits.SplitMix64;
import java.util.Arrays;

/** One step of power iteration, P = orthonormal(M·Q), Q = Mᵀ·P. */
final class PowerIteration {
    /** Share of its squared norm below which what is left of a column counts as in the span of those before it. */
    private static final double DEPENDENT = 1e-20;

    private PowerIteration() {}

    /**
     * The factors of the matrix that begins at {@code from} in the vector.
     *
     * @param start Qᵀ to start from, r × columns; where a row is zero, random numbers take its place
     */
    static Factors step(float[] vector, int from, Matrix matrix, int rank, float[] start, SplitMix64 random) {
        int columns = matrix.columns();
        float[][] q = new float[rank][columns];
        for (int k = 0; k < rank; k++) {
            System.arraycopy(start, k * columns, q[k], 0, columns);
            if (isZero(q[k])) {
                fill(q[k], random);
            }
        }
        float[] p = orthonormal(times(vector, from, matrix, q), matrix.rows());
        project(vector, from, matrix, p, q);
        float[] next = new float[rank * columns];
        for (int k = 0; k < rank; k++) {
            System.arraycopy(q[k], 0, next, k * columns, columns);
        }
        return new Factors(matrix.rows(), columns, rank, p, next);
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Fills the values with numbers from −1 to 1. */
    private static void fill(float[] values, SplitMix64 random) {
        for (int j = 0; j < values.length; j++) {
            values[j] = (int) (random.next() >> 32) * 0x1p-31f;
        }
    }

    /** The columns of M·Q. */
    private static double[][] times(float[] vector, int from, Matrix matrix, float[][] q) {
        double[][] p = new double[q.length][matrix.rows()];
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            System.arraycopy(vector, from + i * row.length, row, 0, row.length);
            for (int k = 0; k < q.length; k++) {
                p[k][i] = dot(row, q[k]);
            }
        }
        return p;
    }

    private static double dot(float[] x, float[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 3 < x.length; j += 4) {
            a += (double) x[j] * y[j];
            b += (double) x[j + 1] * y[j + 1];
            c += (double) x[j + 2] * y[j + 2];
            d += (double) x[j + 3] * y[j + 3];
        }
        for (; j < x.length; j++) {
            a += (double) x[j] * y[j];
        }
        return a + b + (c + d);
    }

    /**
     * The columns orthonormalised, row-major: Gram and Schmidt, twice; a column in the span of those before it becomes
     * zero.
     */
    private static float[] orthonormal(double[][] columns, int rows) {
        float[] p = new float[rows * columns.length];
        for (int k = 0; k < columns.length; k++) {
            double[] column = columns[k];
            double before = dot(column, column);
            for (int pass = 0; pass < 2; pass++) {
                for (int earlier = 0; earlier < k; earlier++) {
                    subtract(column, columns[earlier], dot(column, columns[earlier]));
                }
            }
            double after = dot(column, column);
            double factor = after > before * DEPENDENT ? 1 / Math.sqrt(after) : 0;
            for (int i = 0; i < rows; i++) {
                column[i] *= factor;
                p[i * columns.length + k] = (float) column[i];
            }
        }
        return p;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double[] vector, double factor) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= factor * vector[i];
        }
    }

    /** Sets q to the rows of (Mᵀ·P)ᵀ. */
    private static void project(float[] vector, int from, Matrix matrix, float[] p, float[][] q) {
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            System.arraycopy(vector, from + i * row.length, row, 0, row.length);
            for (int k = 0; k < q.length; k++) {
                if (i == 0) {
                    Arrays.fill(q[k], 0);
                }
                addTimes(q[k], row, p[i * q.length + k]);
            }
        }
    }

    private static void addTimes(float[] to, float[] vector, float factor) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * vector[j];
        }
    }
}
