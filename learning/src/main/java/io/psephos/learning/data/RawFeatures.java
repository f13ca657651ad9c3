package io.psephos.learning.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rows of features as they are read: bytes where all are, else floats, in which what is missing is not a number. */
sealed interface RawFeatures {
    int rows();

    int width();

    /** One after the other, all of them bytes or none. */
    static RawFeatures joined(List<RawFeatures> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        if (parts.get(0) instanceof Bytes) {
            return bytes(parts);
        }
        List<float[]> rows = new ArrayList<>();
        parts.forEach(part -> rows.addAll(List.of(part.floats().values)));
        return new Floats(rows.toArray(float[][]::new), parts.get(0).width());
    }

    private static Bytes bytes(List<RawFeatures> parts) {
        int width = parts.get(0).width();
        int rows = parts.stream().mapToInt(RawFeatures::rows).reduce(0, Math::addExact);
        ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(rows, width));
        for (RawFeatures part : parts) {
            if (part instanceof Bytes bytes) {
                all.put(bytes.values);
            }
        }
        return new Bytes(all.array(), rows, width);
    }

    Floats floats();

    /** Rows of floats, to be written to. */
    record Floats(float[][] values, int width) implements RawFeatures {
        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public Floats floats() {
            return this;
        }
    }

    /** Unsigned bytes, one row after the other. */
    record Bytes(byte[] values, int rows, int width) implements RawFeatures {
        @Override
        public Floats floats() {
            float[][] floats = new float[rows][width];
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < width; i++) {
                    floats[row][i] = Byte.toUnsignedInt(values[row * width + i]);
                }
            }
            return new Floats(floats, width);
        }
    }
}
