package io.psephos.robustness.vector;

/** Sums over the coordinates of two vectors, in double, four sums in turns. */
final class Products {
    private Products() {}

    static double squaredDistance(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            s0 += square((double) a[i] - b[i]);
            s1 += square((double) a[i + 1] - b[i + 1]);
            s2 += square((double) a[i + 2] - b[i + 2]);
            s3 += square((double) a[i + 3] - b[i + 3]);
        }
        for (; i < a.length; i++) {
            s0 += square((double) a[i] - b[i]);
        }
        return s0 + s1 + (s2 + s3);
    }

    static double squaredDistance(float[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            s0 += square(a[i] - b[i]);
            s1 += square(a[i + 1] - b[i + 1]);
            s2 += square(a[i + 2] - b[i + 2]);
            s3 += square(a[i + 3] - b[i + 3]);
        }
        for (; i < a.length; i++) {
            s0 += square(a[i] - b[i]);
        }
        return s0 + s1 + (s2 + s3);
    }

    /** The scalar product of the way from a point to a vector with another way. */
    static double along(float[] a, double[] from, double[] way) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            s0 += (a[i] - from[i]) * way[i];
            s1 += (a[i + 1] - from[i + 1]) * way[i + 1];
            s2 += (a[i + 2] - from[i + 2]) * way[i + 2];
            s3 += (a[i + 3] - from[i + 3]) * way[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += (a[i] - from[i]) * way[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    static double product(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            s0 += (double) a[i] * b[i];
            s1 += (double) a[i + 1] * b[i + 1];
            s2 += (double) a[i + 2] * b[i + 2];
            s3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += (double) a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static double square(double x) {
        return x * x;
    }
}
