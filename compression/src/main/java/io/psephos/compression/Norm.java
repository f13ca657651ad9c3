package io.psephos.compression;

/** The norms of a block of coordinates. */
public enum Norm {
    /** Euclidean: the root of the sum of squares. */
    L2 {
        @Override
        public double of(float[] values, int from, int to) {
            return Math.sqrt(squares(values, from, to));
        }
    },
    /** The largest magnitude. */
    MAX {
        @Override
        public double of(float[] values, int from, int to) {
            float largest = 0;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            return largest;
        }
    };

    /** The norm of the coordinates from {@code from} to before {@code to}, summed in double. */
    public abstract double of(float[] values, int from, int to);

    /** The norm as float32, never below the largest magnitude, and at most the largest float32. */
    public float ofFloat(float[] values, int from, int to) {
        return (float) Math.min(Float.MAX_VALUE, of(values, from, to));
    }

    /** The sum of squares, in four independent sums. */
    private static double squares(float[] values, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            s0 += (double) values[i] * values[i];
            s1 += (double) values[i + 1] * values[i + 1];
            s2 += (double) values[i + 2] * values[i + 2];
            s3 += (double) values[i + 3] * values[i + 3];
        }
        for (; i < to; i++) {
            s0 += (double) values[i] * values[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
