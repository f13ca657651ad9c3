package io.psephos.learning.data;

/**
 * An array of unsigned bytes from an IDX file.
 *
 * @param shape its dimensions, slowest first
 */
public record IdxArray(int[] shape, byte[] values) {

    /** @throws IllegalArgumentException when the shape does not hold that many values */
    public IdxArray {
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, (long) dimension);
        }
        if (shape.length == 0 || size != values.length) {
            throw new IllegalArgumentException("a shape of " + size + " must hold all values, had " + values.length);
        }
    }
}
