package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeometricMedianTest extends RobustRuleContract {
    private static final GeometricMedian USUAL = new GeometricMedian(1e-6, 32);

    @Override
    VectorRule rule() {
        return USUAL;
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.HALF;
    }

    @Test
    void aSmoothedMedianIsTheMiddleToo() {
        assertThat(new GeometricMedian(0.1, 32).combine(Vectors.of(Inputs.matrix()), 1))
                .containsExactly(4, 5, 6);
    }

    /** Where all distances count by their squares, the least sum is that of the mean. */
    @Test
    void withMuchSmoothingItIsTheMean() {
        float[][] rows = {{0, 0}, {1, 0}, {0, 5}};
        assertThat(new GeometricMedian(100, 32).combine(Vectors.of(rows), 1))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(1 / 3f, 5 / 3f);
    }

    /** The Fermat point of a right isosceles triangle with legs of 1: (3 − √3)/6 on both axes. */
    @Test
    void ofATriangleItIsTheFermatPoint() {
        float fermat = (float) ((3 - Math.sqrt(3)) / 6);
        assertThat(USUAL.combine(Vectors.of(new float[] {0, 0}, new float[] {1, 0}, new float[] {0, 1}), 1))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(fermat, fermat);
    }

    @Test
    void theVectorWithMostOfTheWeightWins() {
        float[][] rows = {{0, 0}, {10, 0}, {0, 10}};
        Vectors vectors = Vectors.of(rows, new double[] {1, 5, 1});
        assertThat(USUAL.combine(vectors, 1))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(10, 0);
    }

    /** The start is on a vector here, which is not the median: the others pull with √3, one vector holds against 1. */
    @Test
    void leavesAVectorThatIsNotTheMedian() {
        float[][] rows = {{0, 0, 0}, {4, 0, 0}, {0, 4, 0}, {0, 0, 4}};
        assertThat(CoordinateMedian.of(Vectors.of(rows))).containsExactly(0, 0, 0);
        float[] found = USUAL.combine(Vectors.of(rows), 1);
        assertThat(pull(rows, found)).isLessThan(2e-6);
        assertThat(Inputs.distance(found, new float[3])).isGreaterThan(0.1);
    }

    @Test
    void staysOnAVectorThatIsTheMedian() {
        float[][] rows = {{1, 1}, {5, 1}, {-3, 1}, {1, 6}, {1, -2}};
        assertThat(USUAL.combine(Vectors.of(rows), 2))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(1, 1);
    }

    /** Five of eleven send zeros; the others are alike, and by Weiszfeld's steps from zero one would never be there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void zerosDoNotHoldIt(long seed) {
        float[][] rows = around(11, LENGTH, 1, 0.1, new Random(seed));
        for (int i = 0; i < 5; i++) {
            Arrays.fill(rows[i], 0);
        }
        float[] honest = Inputs.mean(Arrays.copyOfRange(rows, 5, 11));
        double length = Inputs.distance(honest, new float[LENGTH]);
        assertThat(Inputs.distance(USUAL.combine(Vectors.of(rows), 5), honest)).isLessThan(length / 4);
    }

    /** What liars send beside honest vectors, so that a descent is held up or led astray. */
    private enum Liars {
        NONE,
        ZEROS,
        NEXT_TO_ZERO,
        NEAR_ZERO,
        HUGE,
        HUGE_IN_MANY_WAYS,
        COPIES,
        AT_THE_START,
        TOWARDS_ONE;

        void lie(float[][] rows, int f, Random random) {
            float[] last = rows[rows.length - 1];
            float[] start = CoordinateMedian.of(Vectors.of(Arrays.copyOfRange(rows, f, rows.length)));
            for (int i = 0; i < f; i++) {
                for (int c = 0; c < last.length; c++) {
                    double noise = random.nextGaussian();
                    double lie = switch (this) {
                        case NONE -> rows[i][c];
                        case ZEROS -> 0;
                        case NEXT_TO_ZERO -> 1e-9 * noise;
                        case NEAR_ZERO -> 1e-3 * noise;
                        case HUGE -> 3e38;
                        case HUGE_IN_MANY_WAYS -> Math.pow(10, 30 - 5 * (i % 6)) * noise;
                        case COPIES -> last[c];
                        case AT_THE_START -> start[c] + 1e-2 * noise;
                        case TOWARDS_ONE -> 0.5 * last[c] + Math.pow(10, -1 - i % 3) * noise;
                    };
                    rows[i][c] = (float) lie;
                }
            }
        }
    }

    /**
     * Honest vectors alike, unlike, of different lengths and sparse, few and many: the result is where no vector or group
     * of vectors pulls it away, and says so.
     */
    @ParameterizedTest
    @EnumSource
    void standsWhateverLiarsSend(Liars liars) {
        for (int count : new int[] {3, 5, 12, 31}) {
            for (int kind = 0; kind < 4; kind++) {
                Random random = new Random(100L * count + kind);
                float[][] rows = honest(kind, count, random);
                liars.lie(rows, (count - 1) / 2, random);

                Combination found = USUAL.combination(Vectors.of(rows), (count - 1) / 2);

                assertThat(found.unsettled())
                        .as("%d vectors of kind %d", count, kind)
                        .isZero();
                assertThat(pull(rows, found.vector()))
                        .as("%d vectors of kind %d", count, kind)
                        .isLessThan(1e-4);
            }
        }
    }

    @Test
    void saysWhatIsLeftWhereStepsAreTooFew() {
        float[][] rows = honest(1, 11, new Random(1));

        Combination early = new GeometricMedian(1e-6, 1).combination(Vectors.of(rows), 5);
        Combination late = new GeometricMedian(1e-6, 3).combination(Vectors.of(rows), 5);

        assertThat(early.unsettled())
                .isCloseTo(pull(rows, early.vector()), within(1e-5))
                .isGreaterThan(1e-3);
        assertThat(late.unsettled()).isPositive().isLessThan(early.unsettled() / 10);
    }

    /** Four kinds of 200 coordinates: Gaussians around 1, classes apart, lengths that differ tenfold, few coordinates. */
    private static float[][] honest(int kind, int count, Random random) {
        float[][] rows = around(count, 200, kind == 0 ? 1 : 0.1, 1, random);
        for (int i = 0; i < count; i++) {
            double length = Math.exp(1.5 * random.nextGaussian());
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] = switch (kind) {
                    case 1 -> 0.2f * rows[i][c] + (c % 4 == i % 4 ? 3 : 0);
                    case 2 -> (float) length * rows[i][c];
                    case 3 -> random.nextInt(20) == 0 ? rows[i][c] : 0;
                    default -> rows[i][c];
                };
            }
        }
        return rows;
    }

    private static float[][] around(int count, int length, double mean, double deviation, Random random) {
        float[][] rows = new float[count][length];
        for (float[] row : rows) {
            for (int c = 0; c < length; c++) {
                row[c] = (float) (mean + deviation * random.nextGaussian());
            }
        }
        return rows;
    }

    /**
     * The length of the mean of unit vectors from a point, less what vectors hold on which it lies (Vardi and Zhang): 0
     * at the geometric median.
     */
    private static double pull(float[][] rows, float[] point) {
        double[] sum = new double[point.length];
        int near = 0;
        for (float[] row : rows) {
            double distance = Inputs.distance(row, point);
            near += distance < 1e-5 ? 1 : 0;
            for (int c = 0; c < sum.length && distance >= 1e-5; c++) {
                sum[c] += ((double) row[c] - point[c]) / distance;
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(s -> s * s).sum());
        return Math.max(0, length - near) / rows.length;
    }
}
