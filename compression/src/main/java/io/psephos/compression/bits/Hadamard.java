package io.psephos.compression.bits;

/**
 * The product of the unnormalised Hadamard matrix of a power-of-two order and a vector, in butterflies a + b, a − b.
 */
public final class Hadamard {
    private Hadamard() {}

    /** @param x the first {@code order} of its numbers become the product; whole numbers up to 2²⁴ stay exact */
    public static void transform(float[] x, int order) {
        int h = 1;
        for (; 8 * h <= order; h *= 8) {
            eight(x, order, h);
        }
        for (; h < order; h *= 2) {
            two(x, order, h);
        }
    }

    /** Three levels of butterflies at once, of distance h, 2h and 4h. */
    private static void eight(float[] x, int order, int h) {
        for (int i = 0; i < order; i += 8 * h) {
            for (int j = i; j < i + h; j++) {
                float a = x[j] + x[j + h];
                float b = x[j] - x[j + h];
                float c = x[j + 2 * h] + x[j + 3 * h];
                float d = x[j + 2 * h] - x[j + 3 * h];
                float e = x[j + 4 * h] + x[j + 5 * h];
                float f = x[j + 4 * h] - x[j + 5 * h];
                float g = x[j + 6 * h] + x[j + 7 * h];
                float k = x[j + 6 * h] - x[j + 7 * h];
                float ac = a + c;
                float bd = b + d;
                float eg = e + g;
                float fk = f + k;
                a -= c;
                b -= d;
                e -= g;
                f -= k;
                x[j] = ac + eg;
                x[j + h] = bd + fk;
                x[j + 2 * h] = a + e;
                x[j + 3 * h] = b + f;
                x[j + 4 * h] = ac - eg;
                x[j + 5 * h] = bd - fk;
                x[j + 6 * h] = a - e;
                x[j + 7 * h] = b - f;
            }
        }
    }

    private static void two(float[] x, int order, int h) {
        for (int i = 0; i < order; i += 2 * h) {
            for (int j = i; j < i + h; j++) {
                float a = x[j];
                float b = x[j + h];
                x[j] = a + b;
                x[j + h] = a - b;
            }
        }
    }
}
