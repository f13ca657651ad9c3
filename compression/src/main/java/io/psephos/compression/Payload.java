package io.psephos.compression;

/** An update in the few bits it travels in. Immutable by convention: nobody writes to what a payload was made of. */
public sealed interface Payload permits Signs, Ternary, Dense {

    /** Number of coordinates d. */
    int count();

    /** Adds {@code weight} times the update to the accumulator of the same length. */
    void addTo(float[] accumulator, float weight);

    /** The update as d floats, freshly made. */
    default float[] toDense() {
        float[] values = new float[count()];
        addTo(values, 1f);
        return values;
    }
}
