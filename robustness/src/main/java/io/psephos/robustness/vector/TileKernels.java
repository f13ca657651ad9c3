package io.psephos.robustness.vector;

import java.util.Arrays;
import java.util.Optional;

/** The kernel of this machine: on the Vector API where its module is resolved, plain elsewhere. */
final class TileKernels {
    private static final String VECTOR_KERNEL = "io.psephos.robustness.vector.VectorTileKernel";
    private static final TileKernel BEST = vector().orElseGet(PlainTileKernel::new);

    private TileKernels() {}

    static TileKernel best() {
        return BEST;
    }

    /** The kernel on {@code jdk.incubator.vector}; empty without that module, or when it is another than expected. */
    static Optional<TileKernel> vector() {
        try {
            TileKernel kernel = Class.forName(VECTOR_KERNEL)
                    .asSubclass(TileKernel.class)
                    .getDeclaredConstructor()
                    .newInstance();
            return Arrays.deepEquals(sums(kernel), sums(new PlainTileKernel()))
                    ? Optional.of(kernel)
                    : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Links every method that the kernel uses, so that nothing is found missing later. */
    private static float[][] sums(TileKernel kernel) {
        float[][] rows = new float[TileKernel.HIGH + TileKernel.WIDE][3 * TileKernel.LANES + 5];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] = 1f / (1 + i + 3 * c);
            }
        }
        float[][] sums = new float[TileKernel.HIGH * TileKernel.WIDE][TileKernel.LANES];
        kernel.sum(rows, 0, TileKernel.HIGH, rows[0].length, sums);
        return sums;
    }
}
