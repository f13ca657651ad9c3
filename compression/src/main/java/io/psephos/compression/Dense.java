package io.psephos.compression;

/** An update of one finite float a coordinate. */
public final class Dense implements Payload {
    private final float[] values;

    /** @param values finite; not copied, so they must not be modified afterwards */
    public Dense(float[] values) {
        this.values = values;
    }

    @Override
    public int count() {
        return values.length;
    }

    /** The coordinates themselves: read only. */
    public float[] values() {
        return values;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int i = 0; i < values.length; i++) {
            accumulator[i] += weight * values[i];
        }
    }

    @Override
    public float[] toDense() {
        return values.clone();
    }
}
