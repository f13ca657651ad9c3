package io.psephos.compression.dense;

/** IEEE-754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
final class Half {
    static final float MAX = 65_504f;

    /** Bits of 65,520f, halfway between the largest half and the next power of two: what rounds to infinity. */
    private static final int OVERFLOW = 0x477f_f000;

    /** Bits of 2⁻¹⁴, the smallest half that is not subnormal. */
    private static final int NORMAL = 0x3880_0000;

    /** Exponent of 2⁻¹⁵ as float32 has it, which is the exponent 0 of a half. */
    private static final int BIAS = 112 << 23;

    private Half() {}

    /** Whether the value has no finite half next to it. */
    static boolean overflows(float value) {
        return (Float.floatToRawIntBits(value) & 0x7fff_ffff) >= OVERFLOW;
    }

    /** The nearest half, of two the even one. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int magnitude = bits & 0x7fff_ffff;
        int half = magnitude >= NORMAL
                ? magnitude - BIAS + 0xfff + (magnitude >>> 13 & 1) >>> 13
                : (int) Math.rint(Math.abs(value) * 0x1p24f);
        return (short) (bits >>> 16 & 0x8000 | half);
    }

    static float toFloat(short half) {
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = Float.intBitsToFloat(0x7f80_0000 | fraction << 13);
        } else {
            magnitude = Float.intBitsToFloat((exponent << 23) + BIAS | fraction << 13);
        }
        return half < 0 ? -magnitude : magnitude;
    }
}
