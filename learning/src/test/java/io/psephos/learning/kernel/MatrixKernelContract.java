package io.psephos.learning.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.learning.kernel.MatrixKernel.Dots;
import io.psephos.learning.kernel.MatrixKernel.Extent;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kernel promises. */
abstract class MatrixKernelContract {

    abstract MatrixKernel kernel();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void addsTheProductWithinRounding(long seed) {
        Product product = Product.random(seed);

        float[][] sum = product.with(kernel());

        double[][] exact = product.exact();
        for (int i = 0; i < product.extent.rows(); i++) {
            for (int j = 0; j < product.extent.width(); j++) {
                // |terms| < 1, so each of depth + 1 roundings is below (depth + 1) · 2^-24.
                double tolerance = Math.pow(product.extent.depth() + 1, 2) * 0x1p-24;
                assertThat((double) sum[i][j])
                        .as("seed %d, %s, [%d][%d]", seed, product.extent, i, j)
                        .isCloseTo(exact[i][j], within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void givesTheBitsOfThePlainKernel(long seed) {
        Product product = Product.random(seed);

        assertThat(product.with(kernel())).isDeepEqualTo(product.with(new PlainKernel()));
    }

    @Test
    void masksWhatDidNotPassTheRectifier() {
        float[] rectified = new float[2 * MatrixKernel.UNIT];
        float[] gradient = new float[rectified.length];
        Arrays.fill(gradient, -3);
        rectified[1] = 2;
        rectified[2] = Float.MIN_VALUE;
        rectified[3] = Float.NaN;
        rectified[4] = -1;
        rectified[31] = Float.POSITIVE_INFINITY;

        kernel().mask(rectified, gradient);

        float[] expected = new float[rectified.length];
        expected[1] = -3;
        expected[2] = -3;
        expected[31] = -3;
        assertThat(gradient).containsExactly(expected);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> kernel().mask(new float[MatrixKernel.UNIT], new float[2 * MatrixKernel.UNIT]));
    }

    /** Enough repeats for the just-in-time compiler to have taken over on the way. */
    @Test
    void givesTheSameBitsEveryTime() {
        Product product = Product.of(new Extent(7, 33, 48), 21);
        float[][] first = product.with(kernel());

        for (int repeat = 0; repeat < 20_000; repeat++) {
            if (!Arrays.deepEquals(product.with(kernel()), first)) {
                assertThat(repeat).as("repeat with other bits").isNegative();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 16", "4, 0, 16", "4, 4, 0", "1, 1, 16", "3, 1, 32", "5, 7, 80"})
    void copesWithEdges(int rows, int depth, int width) {
        Product product = Product.of(new Extent(rows, depth, width), 22);

        assertThat(product.with(kernel())).isDeepEqualTo(product.with(new PlainKernel()));
    }

    @Test
    void leavesWhatLiesBeyondTheExtent() {
        Product product = Product.of(new Extent(6, 3, 32), 23);
        float[][] sum = product.sum();
        Extent smaller = new Extent(5, 2, 16);

        kernel().addProduct(product.left, product.right, sum, smaller);

        assertThat(sum[5]).containsExactly(product.sum[5]);
        for (int i = 0; i < 5; i++) {
            assertThat(Arrays.copyOfRange(sum[i], 16, 32)).containsExactly(Arrays.copyOfRange(product.sum[i], 16, 32));
        }
    }

    /** Also where a step is taken at once: the bits of a gradient that was summed before. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
    void descendsByTheBitsOfAProduct(long seed) {
        Product product = Product.random(seed);
        float[][] expected = product.sum();
        float[][] gradient = product.gradient(new PlainKernel());
        for (int i = 0; i < product.extent.rows(); i++) {
            for (int j = 0; j < product.extent.width(); j++) {
                expected[i][j] -= 0.3f * gradient[i][j];
            }
        }

        float[][] parameters = product.sum();
        kernel().descend(turned(product.left, product.extent), product.right, parameters, 0.3f, product.extent);

        assertThat(parameters).isDeepEqualTo(expected);
    }

    @Test
    void descendsWithinTheExtent() {
        Product product = Product.of(new Extent(6, 3, 32), 24);
        float[][] parameters = product.sum();

        kernel().descend(turned(product.left, product.extent), product.right, parameters, 1, new Extent(5, 2, 16));

        assertThat(parameters[5]).containsExactly(product.sum[5]);
        for (int i = 0; i < 5; i++) {
            assertThat(Arrays.copyOfRange(parameters[i], 16, 32))
                    .containsExactly(Arrays.copyOfRange(product.sum[i], 16, 32));
        }
    }

    /** Whether or not the Vector API checks for itself. */
    @ParameterizedTest
    @ValueSource(strings = {"right", "sum"})
    void noticesRowsThatAreTooShort(String which) {
        Product product = Product.of(new Extent(4, 3, 32), 25);
        float[][] right = which.equals("right") ? new float[3][31] : product.right;
        float[][] sum = which.equals("sum") ? new float[4][31] : product.sum();

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> kernel().addProduct(product.left, right, sum, product.extent));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(
                        () -> kernel().descend(turned(product.left, product.extent), right, sum, 1, product.extent));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50})
    void addsDotProductsInSixteenLanesAndHalves(long seed) {
        DotProducts products = DotProducts.random(seed);

        assertThat(products.with(kernel())).isDeepEqualTo(products.inLanes());
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 16", "4, 0, 16", "4, 4, 0", "1, 1, 16", "3, 11, 32", "2, 5, 80", "64, 10, 784"})
    void addsDotProductsOfAnyExtent(int rows, int columns, int depth) {
        DotProducts products = DotProducts.of(new Dots(rows, columns, depth), 51);

        assertThat(products.with(kernel())).isDeepEqualTo(products.inLanes());
    }

    @Test
    void addsDotProductsWithinTheExtent() {
        DotProducts products = DotProducts.of(new Dots(6, 7, 48), 52);
        float[][] sum = products.sum();

        kernel().addDots(products.left, products.right, sum, new Dots(5, 6, 32));

        assertThat(sum[5]).containsExactly(products.sum[5]);
        for (int i = 0; i < 5; i++) {
            assertThat(sum[i][6]).isEqualTo(products.sum[i][6]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"left", "right"})
    void noticesRowsThatAreTooShortForDotProducts(String which) {
        DotProducts products = DotProducts.of(new Dots(4, 3, 32), 53);
        float[][] left = which.equals("left") ? new float[4][31] : products.left;
        float[][] right = which.equals("right") ? new float[3][31] : products.right;

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> kernel().addDots(left, right, products.sum(), products.extent));
    }

    private static float[][] turned(float[][] left, Extent extent) {
        float[][] turned = new float[extent.depth()][extent.rows()];
        for (int p = 0; p < extent.depth(); p++) {
            for (int i = 0; i < extent.rows(); i++) {
                turned[p][i] = left[i][p];
            }
        }
        return turned;
    }

    @Test
    void refusesADepthOfDotProductsThatIsNotPadded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dots(1, 1, 10))
                .withMessageContaining("1 x 1 x 10");
    }

    @Test
    void refusesAWidthThatIsNotPadded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Extent(1, 1, 10))
                .withMessageContaining("1 x 1 x 10");
    }

    /** Random factors below 1 and a random sum to start from. */
    private record Product(Extent extent, float[][] left, float[][] right, float[][] sum) {

        static Product random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return of(new Extent(random.nextInt(1, 40), random.nextInt(1, 90), 16 * random.nextInt(1, 9)), seed);
        }

        static Product of(Extent extent, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return new Product(
                    extent,
                    matrix(extent.rows(), extent.depth(), random),
                    matrix(extent.depth(), extent.width(), random),
                    matrix(extent.rows(), extent.width(), random));
        }

        @Override
        public float[][] sum() {
            return Arrays.stream(sum).map(float[]::clone).toArray(float[][]::new);
        }

        float[][] with(MatrixKernel kernel) {
            float[][] result = sum();
            kernel.addProduct(left, right, result, extent);
            return result;
        }

        float[][] gradient(MatrixKernel kernel) {
            float[][] result = new float[extent.rows()][extent.width()];
            kernel.addProduct(left, right, result, extent);
            return result;
        }

        double[][] exact() {
            double[][] exact = new double[extent.rows()][extent.width()];
            for (int i = 0; i < extent.rows(); i++) {
                for (int j = 0; j < extent.width(); j++) {
                    exact[i][j] = sum[i][j];
                    for (int p = 0; p < extent.depth(); p++) {
                        exact[i][j] += (double) left[i][p] * right[p][j];
                    }
                }
            }
            return exact;
        }

        static float[][] matrix(int rows, int columns, SplittableRandom random) {
            float[][] matrix = new float[rows][columns];
            for (float[] row : matrix) {
                for (int j = 0; j < columns; j++) {
                    row[j] = (float) (2 * random.nextDouble() - 1);
                }
            }
            return matrix;
        }
    }

    /** Random rows and a random sum to start from. */
    private record DotProducts(Dots extent, float[][] left, float[][] right, float[][] sum) {

        static DotProducts random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return of(new Dots(random.nextInt(1, 40), random.nextInt(1, 40), 16 * random.nextInt(1, 9)), seed);
        }

        static DotProducts of(Dots extent, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return new DotProducts(
                    extent,
                    Product.matrix(extent.rows(), extent.depth(), random),
                    Product.matrix(extent.columns(), extent.depth(), random),
                    Product.matrix(extent.rows(), extent.columns(), random));
        }

        @Override
        public float[][] sum() {
            return Arrays.stream(sum).map(float[]::clone).toArray(float[][]::new);
        }

        float[][] with(MatrixKernel kernel) {
            float[][] result = sum();
            kernel.addDots(left, right, result, extent);
            return result;
        }

        /** As the interface says it, a number at a time. */
        float[][] inLanes() {
            float[][] result = sum();
            for (int i = 0; i < extent.rows(); i++) {
                for (int j = 0; j < extent.columns(); j++) {
                    float[] lanes = new float[16];
                    for (int p = 0; p < extent.depth(); p++) {
                        lanes[p % 16] += left[i][p] * right[j][p];
                    }
                    for (int half = 8; half > 0; half /= 2) {
                        for (int lane = 0; lane < half; lane++) {
                            lanes[lane] += lanes[lane + half];
                        }
                    }
                    result[i][j] += lanes[0];
                }
            }
            return result;
        }
    }
}
