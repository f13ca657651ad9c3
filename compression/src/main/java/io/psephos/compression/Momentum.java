package io.psephos.compression;

import org.jspecify.annotations.Nullable;

/**
 * A compressor with momentum at the client: m ← βm + (1 − β)u, and the compressed m is sent. Around {@code sign} it is
 * Signum (Bernstein, Wang, Azizzadenesheli and Anandkumar, 2018).
 */
public final class Momentum implements CompressorWithMemory {
    private final Compressor compressor;
    private final float beta;

    /** @param beta β, at least 0 and below 1 */
    public Momentum(Compressor compressor, float beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("momentum must be at least 0 and below 1, was " + beta);
        }
        this.compressor = compressor;
        this.beta = beta;
    }

    @Override
    public Compressed compress(float[] update, float @Nullable [] memory) {
        Finite.check(update);
        CompressorWithMemory.checkLength(update, memory);
        float[] next = new float[update.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (1 - beta) * update[i];
        }
        if (memory != null) {
            for (int i = 0; i < next.length; i++) {
                next[i] += beta * memory[i];
            }
        }
        return new Compressed(compressor.compress(next), next);
    }
}
