package io.psephos.compression;

import io.psephos.compression.CompressorWithMemory.Compressed;
import org.jspecify.annotations.Nullable;

/**
 * Error feedback: what compression loses is added to the next update, p = u + e, Δ = C(p), e' = p − Δ (EF-signSGD,
 * Karimireddy, Rebjock, Stich and Jaggi, 2019). The memory e is the caller's.
 */
public final class ErrorFeedback {
    private ErrorFeedback() {}

    /**
     * The compressed sum of update and residual, and the next residual.
     *
     * @param compressor a contraction: it leaves less than there was, with payloads in the unit of the update
     * @param residual what earlier payloads left out; null for nothing; left as it was
     * @throws NotFiniteException for NaN or an infinity in the sum, before any state has changed
     * @throws IllegalArgumentException when update and residual are not of the same length
     */
    public static Compressed compress(Compressor compressor, float[] update, float @Nullable [] residual) {
        float[] compensated = sum(update, residual);
        Payload payload = compressor.compress(compensated);
        float[] rest = compensated.clone();
        payload.addTo(rest, -1f);
        return new Compressed(payload, rest);
    }

    /** Error feedback around a contraction; its memory is the residual. */
    public static CompressorWithMemory around(Compressor compressor) {
        return (update, memory) -> compress(compressor, update, memory);
    }

    private static float[] sum(float[] update, float @Nullable [] residual) {
        if (residual == null) {
            return update;
        }
        if (residual.length != update.length) {
            throw new IllegalArgumentException(
                    "residual must have " + update.length + " coordinates, had " + residual.length);
        }
        float[] sum = new float[update.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = update[i] + residual[i];
        }
        return sum;
    }
}
