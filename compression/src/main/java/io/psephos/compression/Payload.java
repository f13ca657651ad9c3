package io.psephos.compression;

/** A compressed update. Immutable by convention: the arrays that a payload was made of are never modified. */
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
                LowRank,
                CustomPayload {

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

    /** Bits of a level in a payload of levels; 0 in others. */
    default int levelBits() {
        return 0;
    }
}
