package io.psephos.compression;

/** An update in the few bits it travels in. Immutable by convention: nobody writes to what a payload was made of. */
public sealed interface Payload
        permits Signs,
                Ternary,
                ScaledSigns,
                ScaledTernary,
                Sparse,
                Dense,
                Quantized,
                BlockTernary,
                ScaledBytes,
                BrainFloats,
                PowersOfTwo,
                SparseSigns,
                Rotated,
                LowRank {

    /** Number of coordinates d. */
    int count();

    /**
     * Adds {@code weight} times the update to the accumulator of the same length, multiplying then adding in float32,
     * never fused: with weight −1 the accumulator becomes exactly accumulator − update. What a zero vote stands for, or
     * what is left out, stays as it was.
     */
    void addTo(float[] accumulator, float weight);

    /** The update as d floats, freshly made. */
    default float[] toDense() {
        float[] values = new float[count()];
        addTo(values, 1f);
        return values;
    }

    /** Bits of a level where coordinates are levels; 0 where they are none. */
    default int levelBits() {
        return 0;
    }
}
