package io.psephos.learning.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An array from a file, with its elements as they lie there: rows along its first dimension, all else their width. */
public final class FileArray {
    private final String name;
    private final int[] shape;
    private final ElementType type;
    private final ByteBuffer values;
    private final boolean isColumnMajor;
    private final int width;

    FileArray(String name, int[] shape, ElementType type, ByteBuffer values, boolean isColumnMajor) {
        this.name = name;
        this.shape = shape;
        this.type = type;
        this.values = values;
        this.isColumnMajor = isColumnMajor;
        this.width = IntStream.of(shape).skip(1).reduce(1, (a, b) -> a * b);
    }

    /** Where it comes from, as it is called in messages. */
    public String name() {
        return name;
    }

    /** The dimensions, slowest first, as in {@code 60000 x 28 x 28}. */
    public String shape() {
        return describe(shape);
    }

    public int dimensions() {
        return shape.length;
    }

    /** Length of the first dimension. */
    public int rows() {
        return shape[0];
    }

    /** Number of elements of a row. */
    public int width() {
        return width;
    }

    public boolean isText() {
        return type.isText();
    }

    /** Whether the elements are unsigned bytes, one row after the other, as {@link #bytes()} returns them. */
    public boolean isBytes() {
        return type.equals(ElementType.UNSIGNED_BYTE) && !isColumnMajor;
    }

    /** The memory of all elements, not copied. */
    public byte[] bytes() {
        return values.array();
    }

    /** The number in a row; what is text is none. */
    public double number(int row, int column) {
        return type.number(values, position(row, column));
    }

    /**
     * The first element of a row as text: words as they are, whole numbers without a point, and nothing for what is no
     * number.
     */
    public String text(int row) {
        return type.text(values, position(row, 0));
    }

    private int position(int row, int column) {
        return type.size() * (isColumnMajor ? row + shape[0] * turned(column) : row * width + column);
    }

    /** The place of a row's element where the first dimension of a row is the fastest. */
    private int turned(int column) {
        int rest = column;
        int turned = 0;
        int stride = width;
        for (int dimension = shape.length - 1; dimension > 0; dimension--) {
            stride /= shape[dimension];
            turned += stride * (rest % shape[dimension]);
            rest /= shape[dimension];
        }
        return turned;
    }

    static ByteBuffer buffer(byte[] bytes, boolean isLittleEndian) {
        return ByteBuffer.wrap(bytes).order(isLittleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    static String describe(int[] shape) {
        return IntStream.of(shape).mapToObj(Integer::toUnsignedString).collect(Collectors.joining(" x "));
    }
}
