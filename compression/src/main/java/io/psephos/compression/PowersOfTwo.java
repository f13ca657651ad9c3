package io.psephos.compression;

/** A payload of one signed power of two, or zero, for each coordinate. */
public final class PowersOfTwo implements Payload {
    /** Largest exponent e. */
    public static final int MOST = 254;

    private final byte[] signs;
    private final byte[] exponents;

    /**
     * @param signs ⌈d/8⌉ bytes, bit i mod 8 of byte i/8 set where coordinate i is negative, elsewhere 0; not copied
     * @param exponents e of each coordinate, unsigned: 0 for zero, whose sign is not set, or 1 to {@link #MOST} for
     *     2^(e − 127); not copied
     */
    public PowersOfTwo(byte[] signs, byte[] exponents) {
        if (signs.length != exponents.length + 7L >>> 3) {
            throw new IllegalArgumentException(
                    exponents.length + " coordinates had " + signs.length + " bytes of signs");
        }
        this.signs = signs;
        this.exponents = exponents;
    }

    @Override
    public int count() {
        return exponents.length;
    }

    /** One sign bit for each coordinate, the lowest first: read only. */
    public byte[] signs() {
        return signs;
    }

    /** One exponent byte for each coordinate: read only. */
    public byte[] exponents() {
        return exponents;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int i = 0; i < exponents.length; i++) {
            int sign = signs[i >>> 3] >>> (i & 7) << 31;
            accumulator[i] += weight * Float.intBitsToFloat(sign | (exponents[i] & 0xff) << 23);
        }
    }
}
