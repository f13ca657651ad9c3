package io.psephos.learning.data;

/** Rows of features as a data set holds them. */
sealed interface FeatureRows {
    /** Bytes that come from memory together. */
    int LINE = 64;

    /** Features of a row. */
    int length();

    /** Copies a row to the beginning of another. */
    void read(int row, float[] to);

    /** Asks for the memory of a row; the result has no meaning. */
    int fetch(int row);

    /** A row that is not to be written to. */
    default float[] row(int row) {
        float[] copy = new float[length()];
        read(row, copy);
        return copy;
    }

    /** @throws IllegalArgumentException when rows have several lengths */
    static FeatureRows of(float[][] rows) {
        int length = rows.length == 0 ? 0 : rows[0].length;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != length) {
                throw new IllegalArgumentException(
                        "example " + i + " must have " + length + " features, had " + rows[i].length);
            }
        }
        return new Floats(rows, length);
    }

    /** @param white the unsigned byte that becomes 1 */
    static FeatureRows of(byte[] values, int length, float white) {
        byte[] shifted = values.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] -= Bytes.SHIFT;
        }
        return new Bytes(shifted, length, white);
    }

    /** Rows of floats. */
    record Floats(float[][] rows, int length) implements FeatureRows {
        @Override
        public void read(int row, float[] to) {
            System.arraycopy(rows[row], 0, to, 0, length);
        }

        @Override
        public int fetch(int row) {
            float[] features = rows[row];
            float sum = 0;
            for (int i = 0; i < length; i += LINE / Float.BYTES) {
                sum += features[i];
            }
            return Float.floatToRawIntBits(sum);
        }

        @Override
        public float[] row(int row) {
            return rows[row];
        }
    }

    /** Rows of unsigned bytes, kept as signed ones since the compiler makes vectors of those only. */
    record Bytes(byte[] values, int length, float white) implements FeatureRows {
        private static final int SHIFT = 128;

        @Override
        public int fetch(int row) {
            int sum = 0;
            int end = (row + 1) * length;
            for (int i = row * length; i < end; i += LINE) {
                sum += values[i];
            }
            return sum;
        }

        @Override
        public void read(int row, float[] to) {
            read(values, row * length, to, length, white);
        }

        private static void read(byte[] values, int from, float[] to, int count, float white) {
            for (int i = 0; i < count; i++) {
                to[i] = (values[from + i] + (float) SHIFT) / white;
            }
        }
    }
}
