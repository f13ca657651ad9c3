package io.psephos.compression;

import java.util.Arrays;
import java.util.List;

/** A payload of tensors as products of two thin matrices, P·Qᵀ, or as they are where that is no shorter. */
public final class LowRank implements Payload {
    /** Largest product of a tensor's rank and the largest magnitudes in P and Q, which keeps every coordinate finite. */
    public static final double MAX_PRODUCT = 0x1p127;

    private final List<Tensor> tensors;
    private final int count;

    /** @throws IllegalArgumentException without tensors */
    public LowRank(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("a low-rank update needs at least one tensor");
        }
        this.tensors = List.copyOf(tensors);
        int sum = 0;
        for (Tensor tensor : this.tensors) {
            sum = Math.addExact(sum, tensor.count());
        }
        this.count = sum;
    }

    /** One tensor of the update. */
    public sealed interface Tensor permits Whole, Factors {
        /** Number of coordinates. */
        int count();
    }

    /**
     * A tensor as it is.
     *
     * @param values finite, row-major; not copied
     */
    public record Whole(float[] values) implements Tensor {

        /** @throws IllegalArgumentException without values */
        public Whole {
            if (values.length == 0) {
                throw new IllegalArgumentException("a tensor must have a coordinate, had none");
            }
        }

        @Override
        public int count() {
            return values.length;
        }
    }

    /**
     * A matrix of rank r: coordinate (i, j) is the sum of P(i, k)·Q(j, k) over ascending k, each product and each sum
     * rounded to float32.
     *
     * @param p rows × r, row-major; not copied
     * @param q r columns of Q, one after the other: r × columns; not copied
     */
    public record Factors(int rows, int columns, int rank, float[] p, float[] q) implements Tensor {

        /**
         * @throws IllegalArgumentException for a rank that is not 1 to the smaller dimension, factors of another length,
         *     or numbers so large that a coordinate need not be finite
         */
        public Factors {
            if (rank < 1 || rank > Math.min(rows, columns)) {
                throw new IllegalArgumentException("rank of " + rows + " × " + columns + " must be 1 to "
                        + Math.min(rows, columns) + ", was " + rank);
            }
            Math.multiplyExact(rows, columns);
            if (p.length != rows * rank || q.length != columns * rank) {
                throw new IllegalArgumentException("factors of " + rows + " × " + columns + " of rank " + rank + " had "
                        + p.length + " and " + q.length + " numbers");
            }
            if (!isBounded(rank, p, q)) {
                throw new IllegalArgumentException(
                        "rank × max|P| × max|Q| must be at most 2^127, was " + rank * (double) largest(p) * largest(q));
            }
        }

        @Override
        public int count() {
            return rows * columns;
        }
    }

    /** Whether every coordinate of a product of such factors is finite. */
    public static boolean isBounded(int rank, float[] p, float[] q) {
        return rank * (double) largest(p) * largest(q) <= MAX_PRODUCT
                && Float.isFinite(largest(p))
                && Float.isFinite(largest(q));
    }

    private static float largest(float[] values) {
        int largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Float.floatToRawIntBits(value) & 0x7fff_ffff);
        }
        return Float.intBitsToFloat(largest);
    }

    @Override
    public int count() {
        return count;
    }

    /** The tensors in layout order. */
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        int from = 0;
        for (Tensor tensor : tensors) {
            if (tensor instanceof Factors factors) {
                add(factors, accumulator, from, weight);
            } else if (tensor instanceof Whole whole) {
                for (int i = 0; i < whole.values().length; i++) {
                    accumulator[from + i] += weight * whole.values()[i];
                }
            }
            from += tensor.count();
        }
    }

    /** Adds row by row in arrays that begin where the row does, so that the loops run in vector lanes. */
    private static void add(Factors factors, float[] accumulator, int from, float weight) {
        int columns = factors.columns();
        int rank = factors.rank();
        float[][] q = new float[rank][];
        for (int k = 0; k < rank; k++) {
            q[k] = Arrays.copyOfRange(factors.q(), k * columns, (k + 1) * columns);
        }
        float[] row = new float[columns];
        for (int i = 0; i < factors.rows(); i++) {
            times(row, q[0], factors.p()[i * rank]);
            for (int k = 1; k < rank; k++) {
                addTimes(row, q[k], factors.p()[i * rank + k]);
            }
            int at = from + i * columns;
            for (int j = 0; j < columns; j++) {
                accumulator[at + j] += weight * row[j];
            }
        }
    }

    private static void times(float[] to, float[] vector, float factor) {
        for (int j = 0; j < to.length; j++) {
            to[j] = factor * vector[j];
        }
    }

    private static void addTimes(float[] to, float[] vector, float factor) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * vector[j];
        }
    }
}
