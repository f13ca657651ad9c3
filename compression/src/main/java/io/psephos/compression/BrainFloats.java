package io.psephos.compression;

/**
 * A payload of bfloat16 numbers: the upper half of a float32, with its sign, its exponent and seven bits of its
 * fraction.
 */
public final class BrainFloats implements Payload {
    private final short[] halves;

    /** @param halves finite; not copied */
    public BrainFloats(short[] halves) {
        this.halves = halves;
    }

    @Override
    public int count() {
        return halves.length;
    }

    /** The halves themselves: read only. */
    public short[] halves() {
        return halves;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int i = 0; i < halves.length; i++) {
            accumulator[i] += weight * Float.intBitsToFloat(halves[i] << 16);
        }
    }

    @Override
    public float[] toDense() {
        float[] values = new float[halves.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(halves[i] << 16);
        }
        return values;
    }
}
