package io.psephos.compression.sparse;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.protocol.ParameterLayout;

/**
 * Top-k: the k coordinates of largest magnitude, as they are (Stich, Cordonnier and Jaggi, 2018). Of equal magnitudes the
 * lowest indices are kept. A zero is never sent, so a vector with fewer than k others gives a payload of fewer. Biased,
 * so it belongs under error feedback.
 */
public final class TopK implements Compressor {
    private final KeptCoordinates kept;
    private final SparsifiedRanges ranges;

    public TopK(KeptCoordinates kept) {
        this.kept = kept;
        this.ranges = SparsifiedRanges.ofAll();
    }

    /**
     * @param kept of all coordinates but those of small tensors
     * @param dense tensors of fewer coordinates are small: all of theirs are sent
     * @throws IllegalArgumentException for a negative {@code dense}
     */
    public TopK(KeptCoordinates kept, ParameterLayout layout, int dense) {
        this.kept = kept;
        this.ranges = SparsifiedRanges.of(layout, dense);
    }

    @Override
    public Payload compress(float[] update) {
        int[] bounds = ranges.bounds(update);
        Finite.check(update);
        return Magnitudes.kept(
                update, bounds, Magnitudes.largest(update, bounds, kept.of(SparsifiedRanges.sparsified(bounds))));
    }
}
