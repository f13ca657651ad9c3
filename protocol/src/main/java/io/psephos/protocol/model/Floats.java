package io.psephos.protocol.model;

import java.nio.ByteBuffer;

/** The kernel that reads numbers of any floating-point format as float32. */
final class Floats {
    private static final int HALF_EXPONENT = 0x1f;
    private static final int HALF_FRACTION = 0x3ff;
    private static final int HALF_FRACTION_BITS = 10;

    /** Value of the last bit of a half whose exponent is 0. */
    private static final float SMALLEST_HALF = 0x1p-24f;

    private Floats() {}

    /**
     * Reads numbers from the buffer's position on; values beyond float32 become infinite.
     *
     * @return how many of them are not the number that they were
     */
    static int read(ByteBuffer data, TensorType type, float[] floats, int from, int count) {
        switch (type) {
            case F32 -> data.asFloatBuffer().get(floats, from, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    floats[from + i] = half(data.getShort());
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    floats[from + i] = Float.intBitsToFloat(data.getShort() << Short.SIZE);
                }
            }
            case F64 -> {
                return doubles(data, floats, from, count);
            }
            default -> throw new IllegalArgumentException(type + " is no floating-point format");
        }
        return 0;
    }

    private static int doubles(ByteBuffer data, float[] floats, int from, int count) {
        int rounded = 0;
        for (int i = 0; i < count; i++) {
            double value = data.getDouble();
            floats[from + i] = (float) value;
            rounded += floats[from + i] == value || Double.isNaN(value) ? 0 : 1;
        }
        return rounded;
    }

    /** A half, exactly: one sign bit, five of the exponent, ten of the fraction. */
    private static float half(short bits) {
        int exponent = bits >>> HALF_FRACTION_BITS & HALF_EXPONENT;
        int fraction = bits & HALF_FRACTION;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * SMALLEST_HALF;
        } else if (exponent == HALF_EXPONENT) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Math.scalb((float) (fraction | 1 << HALF_FRACTION_BITS), exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
