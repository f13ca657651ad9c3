package io.psephos.compression.rotated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Rotated;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdenTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Eden(256, seeds);
    }

    @Override
    protected Codec codec() {
        return new RotatedCodec();
    }

    @Row("codec.scheme eden")
    @Test
    @Override
    protected void zerosSubnormalsAndExtremesAreFine() {
        float[] tiny = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 0f};
        for (float value : new Eden(() -> 1).compress(tiny).toDense()) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(8 * Float.MIN_VALUE);
        }
        int[] drawn = {0};
        Eden eden = new Eden(() -> drawn[0]++);
        float limit = Float.MAX_VALUE / 4;
        float[] largest = {limit, -limit, limit};
        for (float value : eden.compress(largest).toDense()) {
            assertThat(Float.isFinite(value)).isTrue();
        }
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> eden.compress(new float[] {1, -Math.nextUp(limit), 2}))
                .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(1));
        assertThat(drawn[0]).isEqualTo(1);
    }

    /**
     * The mean of n rotations is x when its squared error is that of one rotation through n. z = 4.42 on the χ²-like sum
     * of 4096 squares and on the mean of the variance, with 0.002 for what a finite block is short of the limit: a correct
     * rotation fails with probability 2e-5.
     */
    @Test
    void theMeanIsTheUpdateAndTheVarianceThatOfTheLimit() {
        int runs = 400;
        float[] update = gaussian(4096, 1);
        double norm = product(update, update);
        Random seeds = new Random(2);
        Eden eden = new Eden(seeds::nextLong);
        double[] sums = new double[4096];
        double mean = 0;
        double square = 0;
        for (int run = 0; run < runs; run++) {
            float[] values = eden.compress(update).toDense();
            double error = 0;
            for (int i = 0; i < 4096; i++) {
                sums[i] += values[i];
                error += Math.pow((double) values[i] - update[i], 2) / norm;
            }
            assertThat(product(values, update)).isCloseTo(norm, within(1e-5 * norm));
            mean += error / runs;
            square += error * error / runs;
        }
        double deviation = Math.sqrt((square - mean * mean) / runs);
        assertThat(mean).isCloseTo(Math.PI / 2 - 1, within(4.42 * deviation + 0.002));
        double bias = 0;
        for (int i = 0; i < 4096; i++) {
            bias += Math.pow(sums[i] / runs - update[i], 2) / norm;
        }
        assertThat(bias * runs / mean).isCloseTo(1, within(4.42 * Math.sqrt(2.0 / 4096)));
    }

    /** Padding takes no part: what comes back has the same product with x, block by block. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,4", "63,64", "64,64", "65,128", "256,256", "257,256", "1000,256"})
    void shortVectorsTakeSmallBlocks(int count, int order) {
        float[] update = gaussian(count, 3);
        Rotated payload = (Rotated) new Eden(256, () -> 5).compress(update);
        assertThat(payload.order()).isEqualTo(order);
        assertThat(payload.scales()).hasSize((count + order - 1) / order);
        float[] values = payload.toDense();
        int blocks = payload.scales().length;
        for (int k = 0; k < blocks; k++) {
            int from = Rotated.start(count, blocks, k);
            int to = Rotated.start(count, blocks, k + 1);
            assertThat(to - from).isBetween(order / 2, order);
            float[] x = Arrays.copyOfRange(update, from, to);
            float[] y = Arrays.copyOfRange(values, from, to);
            assertThat(product(x, y)).isCloseTo(product(x, x), within(1e-5 * product(x, x)));
        }
    }

    @Test
    void aSingleCoordinateIsExact() {
        assertThat(new Eden(() -> 3).compress(new float[] {-0.75f}).toDense()).containsExactly(-0.75f);
        float[] one = new float[4096];
        one[77] = -0.75f;
        assertThat(new Eden(() -> 3).compress(one).toDense()).containsExactly(one);
    }

    @Test
    void aBlockOfZerosStaysZero() {
        float[] update = new float[20];
        update[17] = 1;
        Rotated payload = (Rotated) new Eden(8, () -> 9).compress(update);
        assertThat(payload.scales()).hasSize(3).startsWith(0, 0);
        assertThat(payload.toDense()).containsExactly(update);
    }

    /** y is a ± b, whose sign is that of the larger: the smaller is lost, whatever the seed. */
    @Test
    void ofTwoCoordinatesThatStandAloneTheSmallerIsLost() {
        float[] update = new float[256];
        update[3] = 1;
        update[200] = -0.5f;
        float[] expected = new float[256];
        expected[3] = 1.25f;
        for (long seed = 0; seed < 20; seed++) {
            long fixed = seed;
            assertThat(new Eden(() -> fixed).compress(update).toDense()).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 1 << 21, Integer.MIN_VALUE})
    void otherBlocksAreRefused(int order) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Eden(order, () -> 1))
                .withMessageContaining("was " + order);
    }

    private static double product(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }
}
