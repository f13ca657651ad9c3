package io.psephos.compression.sign;

import io.psephos.compression.Blocks;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.Signs;
import io.psephos.protocol.ParameterLayout;

/**
 * A compressor to scaled signs: (‖x‖₁/n) · sign(x) for each tensor of n coordinates (Karimireddy et al., 2019). Zero
 * votes +1. Biased, so it belongs under error feedback.
 */
public final class ScaledSign implements Compressor {
    private final int[] lengths;

    public ScaledSign(ParameterLayout layout) {
        this.lengths = Blocks.lengths(layout);
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        return new ScaledSigns(MeanMagnitude.blocks(lengths, update), signs(update));
    }

    private static Signs signs(float[] update) {
        long[] words = new long[update.length + 63 >>> 6];
        for (int i = 0; i < update.length; i++) {
            words[i >>> 6] |= (update[i] >= 0 ? 1L : 0L) << i;
        }
        return new Signs(update.length, words);
    }
}
