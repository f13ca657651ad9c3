package io.psephos.robustness.filter;

/** Euclidean distance between vectors, summed in double. */
public final class Distance {
    private Distance() {}

    /**
     * ‖a − b‖; in four sums, so that none has to wait for the one before.
     *
     * @throws IllegalArgumentException for vectors of different lengths
     */
    public static double between(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("no distance between " + a.length + " and " + b.length + " coordinates");
        }
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            double d0 = (double) a[i] - b[i];
            double d1 = (double) a[i + 1] - b[i + 1];
            double d2 = (double) a[i + 2] - b[i + 2];
            double d3 = (double) a[i + 3] - b[i + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            s0 += d * d;
        }
        return Math.sqrt(s0 + s1 + (s2 + s3));
    }
}
