package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Norm;
import io.psephos.compression.Quantized;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QsgdTest extends CompressorContract {
    /** A correct sampler leaves ±Z standard deviations with probability 1e-5; the seeds repeat the outcome. */
    private static final double Z = 4.42;

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Qsgd(4, 100, Norm.L2, seeds);
    }

    @Override
    protected Codec codec() {
        return new QsgdCodec();
    }

    @Row("codec.scheme qsgd")
    @ParameterizedTest
    @CsvSource({"1,10,35.355", "2,2.5,12.5", "4,0.625,3.125"})
    void varianceOfThreeAndFour(int levels, double variance, double bound) {
        float[] v = {3, -4};
        assertThat(variance(v, levels)).isCloseTo(variance, within(1e-6)).isLessThan(bound);
        assertThat(25 * Math.min(2.0 / levels / levels, Math.sqrt(2) / levels)).isCloseTo(bound, within(1e-3));
    }

    @Test
    void oneLevelKeepsTheShareOfANorm() {
        assertThat(nonZeros(new float[] {3, -4}, 1)).isCloseTo(1.4, within(1e-7));
    }

    @Test
    void drawsByHand() {
        float[] v = {3, -4, 0, 12};
        double[] p = {0.9231, 0.2308, 0, 0.6923};
        for (int i = 0; i < 4; i++) {
            assertThat(up(v, i, 4)).isCloseTo(p[i], within(5e-5));
        }
        assertThat(variance(v, 4)).isCloseTo(4.875, within(1e-6));
        assertThat(drawn(v, 4, 0.9, 0.24, 0, 0.69)).containsExactly(1, -1, 0, 4);
        assertThat(drawn(v, 4, 0.95, 0.2, 0.5, 0.7)).containsExactly(0, -2, 0, 3);
        assertThat(valuesOf(v, 4, 0.9, 0.24, 0, 0.69)).containsExactly(3.25f, -3.25f, 0, 13);
        assertThat(valuesOf(v, 4, 0.95, 0.2, 0.5, 0.7)).containsExactly(0, -6.5f, 0, 9.75f);
    }

    @Test
    void aConstantVectorOfTheRightLengthIsExact() {
        float[] v = new float[16];
        Arrays.fill(v, -0.3f);
        assertThat(variance(v, 4)).isZero();
        assertThat(new Qsgd(4, 16, Norm.L2, () -> 1).compress(v).toDense()).containsExactly(v);
    }

    /** Lemma 3.1, both of its bounds, and its bound on the coordinates that are not zero. */
    @ParameterizedTest
    @CsvSource({"1,1", "4,1", "16,4", "64,8", "100,3", "1000,31", "7,200", "2,65535"})
    void varianceAndNonZerosKeepTheirBounds(int n, int levels) {
        float[] v = gaussian(n, n);
        double norm = Norm.L2.of(v, 0, n);
        double root = Math.sqrt(n);
        assertThat(variance(v, levels))
                .isLessThanOrEqualTo(Math.min(n / (double) levels / levels, root / levels) * norm * norm * (1 + 1e-6));
        assertThat(nonZeros(v, levels)).isLessThanOrEqualTo(levels * (levels + root));
    }

    /** Means of 2¹⁴ draws of 48 coordinates with their exact variance; 576 intervals, so that a correct one fails with 0.6 %. */
    @ParameterizedTest
    @CsvSource({"1,L2", "3,L2", "127,L2", "1,MAX", "200,MAX", "40000,MAX"})
    void theMeanOfManyIsTheUpdate(int levels, Norm norm) {
        int draws = 1 << 14;
        float[] v = gaussian(48, 11);
        long[] seed = {levels};
        Qsgd qsgd = new Qsgd(levels, 20, norm, () -> seed[0]++);
        double[] sums = new double[v.length];
        double[] squares = new double[v.length];
        for (int t = 0; t < draws; t++) {
            float[] drawn = qsgd.compress(v).toDense();
            for (int i = 0; i < v.length; i++) {
                sums[i] += (double) drawn[i] - v[i];
                squares[i] += ((double) drawn[i] - v[i]) * ((double) drawn[i] - v[i]);
            }
        }
        for (int i = 0; i < v.length; i++) {
            int from = i / 20 * 20;
            double step = norm.of(v, from, Math.min(48, from + 20)) / levels;
            double p = Math.abs(v[i]) / step % 1;
            double slack = Z * step * Math.sqrt(p * (1 - p) / draws) + 1e-6;
            assertThat(sums[i] / draws).isCloseTo(0, within(slack));
            assertThat(squares[i] / draws)
                    .isCloseTo(step * step * p * (1 - p), within(step * (Math.abs(1 - 2 * p) + 1e-3) * slack + 1e-6));
        }
    }

    @Test
    void eachBucketHasItsOwnNorm() {
        float[] v = {3, 4, 0, 0, 0, -7};
        Quantized quantized = (Quantized) new Qsgd(1, 2, Norm.L2, () -> 1).compress(v);
        assertThat(quantized.norms().scales()).containsExactly(5, 0, 7);
        assertThat(quantized.toDense()[5]).isEqualTo(-7);
        Quantized last = (Quantized) new Qsgd(3, 4, Norm.MAX, () -> 1).compress(v);
        assertThat(last.norms().scales()).containsExactly(4, 7);
        assertThat(last.kind()).isEqualTo(Norm.MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 11, 127, 128, 255, 32767, 32768, 65535})
    void theLargestCoordinateAloneIsExactAndItsLevelIsTheLast(int levels) {
        for (float value : new float[] {Float.MIN_VALUE, -1e-40f, 0.1f, -3, 1e30f}) {
            Quantized quantized = (Quantized) new Qsgd(levels, 9, Norm.L2, () -> 1).compress(new float[] {0, value, 0});
            assertThat(quantized.norms().scales()).containsExactly(Math.abs(value));
            assertThat(quantized.levels().at(1)).isEqualTo(value > 0 ? levels : -levels);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 11, 127, 200, 4095, 65535})
    void extremesStayFinite(int levels) {
        float[] v = new float[40];
        Arrays.fill(v, -Float.MAX_VALUE);
        for (Norm norm : Norm.values()) {
            for (float value : new Qsgd(levels, 7, norm, () -> 1).compress(v).toDense()) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void refusesLevelsAndBucketsThatAreNone() {
        for (int levels : new int[] {0, -1, 65_536}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Qsgd(levels, 1, Norm.L2, () -> 1))
                    .withMessageContaining("were " + levels);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Qsgd(1, 0, Norm.L2, () -> 1))
                .withMessageContaining("had 0");
    }

    @Test
    void aSeedGivesTheSameLevelsOnEveryMachine() {
        Quantized quantized =
                (Quantized) new Qsgd(3, 8, Norm.L2, () -> 42).compress(new float[] {1, 2, 3, 4, -5, -6, 7, 8});
        float step = 14.282857f / 3;
        assertThat(quantized.toDense()).containsExactly(step, 0, step, step, -step, -2 * step, step, 2 * step);
    }

    private static double variance(float[] v, int levels) {
        double step = Norm.L2.of(v, 0, v.length) / levels;
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            double p = up(v, i, levels);
            sum += step * step * p * (1 - p);
        }
        return sum;
    }

    private static double nonZeros(float[] v, int levels) {
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            int coordinate = i;
            sum += Chance.of(coin -> level(v, coordinate, levels, coin) != 0);
        }
        return sum;
    }

    /** Probability of the upper level. */
    private static double up(float[] v, int i, int levels) {
        int least = Math.abs(level(v, i, levels, -1));
        return Chance.of(coin -> Math.abs(level(v, i, levels, coin)) > least);
    }

    private static int level(float[] v, int i, int levels, int coin) {
        int[] row = new int[1];
        Qsgd.round(v, i, 1, Norm.L2.ofFloat(v, 0, v.length), levels, new int[] {coin}, row);
        return row[0];
    }

    private static int[] drawn(float[] v, int levels, double... u) {
        int[] row = new int[v.length];
        int[] coins = Arrays.stream(u).mapToInt(Chance::coin).toArray();
        Qsgd.round(v, 0, v.length, Norm.L2.ofFloat(v, 0, v.length), levels, coins, row);
        return row;
    }

    private static float[] valuesOf(float[] v, int levels, double... u) {
        int[] drawn = drawn(v, levels, u);
        float[] values = new float[v.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Norm.L2.ofFloat(v, 0, v.length) / levels * drawn[i];
        }
        return values;
    }
}
