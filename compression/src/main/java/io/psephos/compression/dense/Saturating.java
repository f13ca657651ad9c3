package io.psephos.compression.dense;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;

/** A compressor of small range, to which it limits all coordinates. */
record Saturating(Compressor compressor, float most) implements Compressor {

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        float[] within = update.clone();
        for (int i = 0; i < within.length; i++) {
            within[i] = Math.max(-most, Math.min(most, within[i]));
        }
        return compressor.compress(within);
    }
}
