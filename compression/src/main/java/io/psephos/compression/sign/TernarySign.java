package io.psephos.compression.sign;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.Ternary;

/** A compressor to ternary votes: the sign where |u| exceeds the threshold, 0 elsewhere. */
public final class TernarySign implements Compressor {
    private final double threshold;

    /** @throws IllegalArgumentException unless the threshold is finite and at least 0 */
    public TernarySign(double threshold) {
        if (!(threshold >= 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException("threshold must be finite and >= 0, was " + threshold);
        }
        this.threshold = threshold;
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        return votes(update, threshold);
    }

    static Ternary votes(float[] update, double threshold) {
        long[] plus = new long[update.length + 63 >>> 6];
        long[] minus = new long[plus.length];
        for (int i = 0; i < update.length; i++) {
            plus[i >>> 6] |= (update[i] > threshold ? 1L : 0L) << i;
            minus[i >>> 6] |= (update[i] < -threshold ? 1L : 0L) << i;
        }
        return new Ternary(update.length, plus, minus);
    }
}
