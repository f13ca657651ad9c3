package io.psephos.learning.kernel;

import io.psephos.learning.kernel.MatrixKernel.Dots;
import io.psephos.learning.kernel.MatrixKernel.Extent;
import java.util.Arrays;
import java.util.Optional;

/** The choice of kernel for this machine: on the Vector API where its module is resolved, plain elsewhere. */
public final class Kernels {
    private static final String VECTOR_KERNEL = "io.psephos.learning.kernel.VectorKernel";
    private static final boolean HAS_VECTOR = vector().isPresent();

    private Kernels() {}

    /** A new kernel of the fastest kind that works here. */
    public static MatrixKernel best() {
        return HAS_VECTOR ? onVectors().orElseThrow() : plain();
    }

    /** The kernel that works everywhere. */
    public static MatrixKernel plain() {
        return new PlainKernel();
    }

    /** The kernel on {@code jdk.incubator.vector}; empty without that module, or when it is another than expected. */
    public static Optional<MatrixKernel> vector() {
        try {
            return onVectors().filter(Kernels::agreesWithPlain);
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    private static Optional<MatrixKernel> onVectors() {
        try {
            return Optional.of(Class.forName(VECTOR_KERNEL)
                    .asSubclass(MatrixKernel.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Runs every loop of the kernel, of few terms and of many, so that nothing is found missing later. */
    private static boolean agreesWithPlain(MatrixKernel kernel) {
        for (int depth : new int[] {3, 13}) {
            Extent extent = new Extent(5, depth, 3 * MatrixKernel.UNIT);
            if (!Arrays.deepEquals(product(kernel, extent), product(plain(), extent))
                    || !Arrays.deepEquals(moved(kernel, extent), moved(plain(), extent))) {
                return false;
            }
        }
        return Arrays.deepEquals(dots(kernel), dots(plain())) && Arrays.equals(masked(kernel), masked(plain()));
    }

    private static float[] masked(MatrixKernel kernel) {
        float[] rectified = new float[2 * MatrixKernel.UNIT];
        for (int i = 0; i < rectified.length; i++) {
            rectified[i] = i % 3;
        }
        float[] gradient = filled(1, rectified.length)[0];
        kernel.mask(rectified, gradient);
        return gradient;
    }

    private static float[][] dots(MatrixKernel kernel) {
        Dots extent = new Dots(5, 7, 3 * MatrixKernel.UNIT);
        float[][] sum = filled(extent.rows(), extent.columns());
        kernel.addDots(filled(extent.rows(), extent.depth()), filled(extent.columns(), extent.depth()), sum, extent);
        return sum;
    }

    private static float[][] product(MatrixKernel kernel, Extent extent) {
        float[][] left = filled(extent.rows(), extent.depth());
        float[][] right = filled(extent.depth(), extent.width());
        float[][] sum = filled(extent.rows(), extent.width());
        kernel.addProduct(left, right, sum, extent);
        return sum;
    }

    private static float[][] moved(MatrixKernel kernel, Extent extent) {
        float[][] parameters = filled(extent.rows(), extent.width());
        float[][] left = filled(extent.depth(), extent.rows());
        kernel.descend(left, filled(extent.depth(), extent.width()), parameters, 0.1f, extent);
        return parameters;
    }

    private static float[][] filled(int rows, int columns) {
        float[][] filled = new float[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                filled[i][j] = 1f / (1 + i + 3 * j);
            }
        }
        return filled;
    }
}
