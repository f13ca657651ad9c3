package io.psephos.protocol;

import java.util.List;

/**
 * One named tensor of a model.
 *
 * @param shape the dimensions, slowest first; empty for a scalar
 */
public record TensorShape(String name, List<Integer> shape) {
    private static final int MAX_NAME = 200;

    /** @throws IllegalArgumentException for an empty or overlong name, or a dimension below 1 */
    public TensorShape {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("tensor name must have 1 to 200 characters, had " + name.length());
        }
        shape = List.copyOf(shape);
        for (int dimension : shape) {
            if (dimension < 1) {
                throw new IllegalArgumentException(
                        "dimension of tensor '" + Text.printable(name) + "' must be >= 1, was " + dimension);
            }
        }
    }

    /** Number of elements, the product of the dimensions. */
    public long size() {
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, (long) dimension);
        }
        return size;
    }
}
