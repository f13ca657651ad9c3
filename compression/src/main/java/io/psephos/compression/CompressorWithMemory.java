package io.psephos.compression;

import org.jspecify.annotations.Nullable;

/**
 * A lossy compressor of updates with a memory of what earlier ones left behind. The memory is the caller's: d floats,
 * or more where the compressor says so, that must be kept once the payload was accepted, and only then.
 */
@FunctionalInterface
public interface CompressorWithMemory {

    /**
     * @param update d finite coordinates; left as it was
     * @param memory what the last payload left behind; null before the first; left as it was
     * @throws NotFiniteException for NaN or an infinity, before any state has changed
     * @throws IllegalArgumentException when update and memory are not of the same length
     */
    Compressed compress(float[] update, float @Nullable [] memory);

    /** @throws IllegalArgumentException when there is a memory that is not as long as the update */
    static void checkLength(float[] update, float @Nullable [] memory) {
        if (memory != null && memory.length != update.length) {
            throw new IllegalArgumentException(
                    "memory must have " + update.length + " coordinates, had " + memory.length);
        }
    }

    /**
     * A payload and the memory for the next update.
     *
     * @param memory what the payload leaves behind; as long as the compressor says
     */
    record Compressed(Payload payload, float[] memory) {

        /** @throws NotFiniteException where the memory has become NaN or infinite, which it would stay */
        public Compressed {
            Finite.check(memory);
        }
    }
}
