package io.psephos.privacy.clipping;

import io.psephos.compression.NotFiniteException;

/**
 * A clipping of updates to an L2 norm, which leaves shorter ones as they are.
 *
 * <p>The bound holds for the float32 numbers that come out, not only for those before rounding: a guarantee that is
 * calibrated to the norm must not rest on the rounding going the right way.
 */
public final class L2Clipping {
    private static final double ROUNDING = 0x1p-53;

    private final double clippingNorm;

    /** @throws IllegalArgumentException unless the norm is positive and finite */
    public L2Clipping(double clippingNorm) {
        if (!(clippingNorm > 0) || Double.isInfinite(clippingNorm)) {
            throw new IllegalArgumentException("clipping norm must be > 0 and finite, was " + clippingNorm);
        }
        this.clippingNorm = clippingNorm;
    }

    /**
     * The update, or its multiple that has the clipping norm; always a new array.
     *
     * @throws NotFiniteException for a coordinate that is NaN or infinite
     */
    public float[] clip(float[] update) {
        requireFinite(update);
        float[] clipped = update.clone();
        double slack = (update.length + 8) * ROUNDING;
        double norm = norm(update) * (1 + slack);
        if (norm > clippingNorm) {
            double factor = clippingNorm / norm * (1 - slack);
            for (int i = 0; i < clipped.length; i++) {
                clipped[i] = towardsZero(update[i] * factor);
            }
        }
        return clipped;
    }

    /** L2 norm summed in doubles, off by at most one rounding a coordinate and a few more. */
    static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static float towardsZero(double value) {
        float rounded = (float) value;
        return Math.abs((double) rounded) > Math.abs(value) ? Math.nextAfter(rounded, 0) : rounded;
    }

    private static void requireFinite(float[] update) {
        for (int i = 0; i < update.length; i++) {
            if (!Float.isFinite(update[i])) {
                throw new NotFiniteException(i, update[i]);
            }
        }
    }
}
