package io.psephos.compression.sparse;

import io.psephos.compression.Blocks;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which coordinates compete for being kept; those of small tensors need not. */
final class Contest {
    private final int @Nullable [] bounds;

    private Contest(int @Nullable [] bounds) {
        this.bounds = bounds;
    }

    /** All coordinates of a vector of any length compete. */
    static Contest ofAll() {
        return new Contest(null);
    }

    /**
     * The coordinates of tensors with fewer than {@code dense} of them do not compete.
     *
     * @throws IllegalArgumentException for a negative number
     */
    static Contest of(ParameterLayout layout, int dense) {
        if (dense < 0) {
            throw new IllegalArgumentException("dense must be >= 0, was " + dense);
        }
        int[] lengths = Blocks.lengths(layout);
        int[] bounds = new int[lengths.length + 1];
        int last = 0;
        for (int length : lengths) {
            boolean competes = length >= dense;
            if (competes != ((last & 1) == 0)) {
                last++;
                bounds[last] = bounds[last - 1];
            }
            bounds[last] += length;
        }
        return new Contest(Arrays.copyOf(bounds, last + 1));
    }

    /**
     * Where the ranges of the update end: the first competes, the second does not, and so on in turn.
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

    /** Coordinates that compete. */
    static int competing(int[] bounds) {
        int count = bounds[0];
        for (int r = 2; r < bounds.length; r += 2) {
            count += bounds[r] - bounds[r - 1];
        }
        return count;
    }
}
