package io.psephos.compression.sparse;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.protocol.ParameterLayout;

/**
 * A compressor by hard threshold: the coordinates with |u| above it, as they are (Sahu, Dutta, Abdelmoniem, Banerjee,
 * Canini and Kalnis, 2021). Biased, so it belongs under error feedback.
 */
public final class Threshold implements Compressor {
    private final Magnitudes.Cut cut;
    private final SparsifiedRanges ranges;

    /**
     * @param threshold in the unit of the update
     * @throws IllegalArgumentException unless the threshold is finite and at least 0
     */
    public Threshold(double threshold) {
        this.cut = cut(threshold);
        this.ranges = SparsifiedRanges.ofAll();
    }

    /**
     * @param threshold in the unit of the update
     * @param dense tensors of fewer coordinates are small: all of theirs are sent
     * @throws IllegalArgumentException unless the threshold is finite and at least 0, and {@code dense} not negative
     */
    public Threshold(double threshold, ParameterLayout layout, int dense) {
        this.cut = cut(threshold);
        this.ranges = SparsifiedRanges.of(layout, dense);
    }

    @Override
    public Payload compress(float[] update) {
        int[] bounds = ranges.bounds(update);
        Finite.check(update);
        return Magnitudes.kept(update, bounds, cut);
    }

    private static Magnitudes.Cut cut(double threshold) {
        if (!(threshold >= 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException("threshold must be finite and >= 0, was " + threshold);
        }
        return Magnitudes.above(threshold);
    }
}
