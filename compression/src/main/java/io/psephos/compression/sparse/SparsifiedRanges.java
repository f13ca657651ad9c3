package io.psephos.compression.sparse;

import io.psephos.compression.Blocks;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ranges of an update that are sparsified; small tensors between them are sent whole. */
final class SparsifiedRanges {
    private final int @Nullable [] bounds;

    private SparsifiedRanges(int @Nullable [] bounds) {
        this.bounds = bounds;
    }

    /** The whole of a vector of any length. */
    static SparsifiedRanges ofAll() {
        return new SparsifiedRanges(null);
    }

    /**
     * All tensors but those of fewer than {@code dense} coordinates, which are sent whole.
     *
     * @throws IllegalArgumentException for a negative number
     */
    static SparsifiedRanges of(ParameterLayout layout, int dense) {
        if (dense < 0) {
            throw new IllegalArgumentException("dense must be >= 0, was " + dense);
        }
        int[] lengths = Blocks.lengths(layout);
        int[] bounds = new int[lengths.length + 1];
        int last = 0;
        for (int length : lengths) {
            boolean isSparsified = length >= dense;
            if (isSparsified != ((last & 1) == 0)) {
                last++;
                bounds[last] = bounds[last - 1];
            }
            bounds[last] += length;
        }
        return new SparsifiedRanges(Arrays.copyOf(bounds, last + 1));
    }

    /**
     * The ends of the update's ranges: the first is sparsified, the second is sent whole, and so on in turn.
     *
     * @throws IllegalArgumentException for an update of another length than the layout's
     */
    int[] bounds(float[] update) {
        if (bounds == null) {
            return new int[] {update.length};
        }
        if (bounds[bounds.length - 1] != update.length) {
            throw new IllegalArgumentException(
                    "update must have " + bounds[bounds.length - 1] + " coordinates, had " + update.length);
        }
        return bounds;
    }

    /** Number of coordinates in sparsified ranges. */
    static int sparsified(int[] bounds) {
        int count = bounds[0];
        for (int r = 2; r < bounds.length; r += 2) {
            count += bounds[r] - bounds[r - 1];
        }
        return count;
    }
}
