package io.psephos.protocol.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The value of one name: bytes, or floats that are encoded on demand. Nobody writes to the arrays. Forms: floats
 * little-endian; numbers as ASCII text, {@code [0.5,2.0]}, each as {@link Double#toString} writes it.
 */
final class Piece {
    private volatile byte @Nullable [] bytes;
    private volatile float @Nullable [] floats;

    private Piece(byte @Nullable [] bytes, float @Nullable [] floats) {
        this.bytes = bytes;
        this.floats = floats;
    }

    static Piece of(byte[] bytes) {
        return new Piece(bytes, null);
    }

    static Piece of(float[] floats) {
        return new Piece(null, floats);
    }

    static Piece of(List<Double> numbers) {
        String text = numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        return of(text.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] bytes() {
        byte[] known = bytes;
        if (known != null) {
            return known;
        }
        float[] values = Objects.requireNonNull(floats);
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    /**
     * The floats, which take the place of the bytes from now on.
     *
     * @throws IllegalStateException for bytes that are no whole number of floats
     */
    float[] floats() {
        float[] known = floats;
        if (known != null) {
            return known;
        }
        byte[] encoded = bytes();
        if (encoded.length % Float.BYTES != 0) {
            throw new IllegalStateException(encoded.length + " bytes are no whole number of floats");
        }
        known = new float[encoded.length / Float.BYTES];
        ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(known);
        floats = known;
        bytes = null;
        return known;
    }

    /** @throws IllegalStateException for bytes that are no list of numbers */
    List<Double> numbers() {
        String text = new String(bytes(), StandardCharsets.US_ASCII);
        try {
            if (!text.startsWith("[") || !text.endsWith("]")) {
                throw new NumberFormatException(text);
            }
            String inner = text.substring(1, text.length() - 1);
            return inner.isBlank()
                    ? List.of()
                    : Stream.of(inner.split(",", -1)).map(Double::valueOf).collect(Collectors.toUnmodifiableList());
        } catch (NumberFormatException e) {
            throw new IllegalStateException(bytes().length + " bytes are no list of numbers", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Piece)) {
            return false;
        }
        float[] mine = floats;
        float[] its = ((Piece) other).floats;
        return this == other
                || (mine != null && its != null
                        ? sameBits(mine, its)
                        : Arrays.equals(bytes(), ((Piece) other).bytes()));
    }

    private static boolean sameBits(float[] mine, float[] its) {
        if (mine.length != its.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            if (Float.floatToRawIntBits(mine[i]) != Float.floatToRawIntBits(its[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }
}
