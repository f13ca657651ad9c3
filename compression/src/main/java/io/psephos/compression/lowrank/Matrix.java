package io.psephos.compression.lowrank;

import io.psephos.protocol.TensorShape;

/** A tensor as a matrix: the first dimension by all others. */
record Matrix(int rows, int columns) {

    static Matrix of(TensorShape tensor) {
        int rows = tensor.shape().isEmpty() ? 1 : tensor.shape().get(0);
        return new Matrix(rows, Math.toIntExact(tensor.size() / rows));
    }

    int count() {
        return rows * columns;
    }

    /** The rank of its factors: at most the smaller dimension; 0 where two factors are no shorter than itself. */
    int rank(int most) {
        int rank = Math.min(most, Math.min(rows, columns));
        return (long) rank * ((long) rows + columns) < (long) rows * columns ? rank : 0;
    }
}
