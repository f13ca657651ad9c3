package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Sparse;
import io.psephos.protocol.Row;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomKTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new RandomK(new KeptCoordinates(0.3), seeds);
    }

    @Override
    protected Codec codec() {
        return new SparseCodec();
    }

    /** Times d/k the largest float is none. */
    @Row("codec.scheme random-k")
    @Test
    @Override
    protected void zerosSubnormalsAndExtremesAreFine() {
        float[] update = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e37f, -1e37f};
        for (float value :
                new RandomK(new KeptCoordinates(0.3), () -> 1).compress(update).toDense()) {
            assertThat(Float.isFinite(value)).isTrue();
        }
        int[] drawn = {0};
        RandomK half = new RandomK(new KeptCoordinates(1), () -> drawn[0]++);
        float limit = Math.nextDown(Float.MAX_VALUE / 2);
        float[] doubled = half.compress(new float[] {limit, -limit}).toDense();
        assertThat(Math.abs(doubled[0] + doubled[1])).isEqualTo(2 * limit);
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> half.compress(new float[] {1, -Float.MAX_VALUE}))
                .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(1));
        assertThat(drawn[0]).isEqualTo(1);
        float[] extremes = {Float.MAX_VALUE, -Float.MAX_VALUE};
        assertThat(new RandomK(new KeptCoordinates(2), () -> 1)
                        .compress(extremes)
                        .toDense())
                .containsExactly(extremes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1000})
    void kAreKeptAndScaled(int count) {
        float[] update = gaussian(count, count);
        for (int k = 1; k <= count; k = 2 * k - k / 3) {
            Sparse kept = compress(new RandomK(new KeptCoordinates(k), () -> count), update);
            assertThat(kept.indices()).hasSize(k);
            for (int j = 0; j < k; j++) {
                assertThat(kept.values()[j]).isEqualTo((float) (update[kept.indices()[j]] * ((double) count / k)));
            }
        }
        assertThat(new RandomK(new KeptCoordinates(count), () -> 1)
                        .compress(update)
                        .toDense())
                .containsExactly(update);
    }

    /**
     * z = 5.33 on each of 100 coordinates and 4.42 on the variance: correct choices fail with probability 2e-5. A few
     * are drawn one by one, most by drawing the others.
     */
    @ParameterizedTest
    @CsvSource({"1", "10", "50", "51", "90"})
    void theMeanIsTheUpdateAndTheVarianceThatOfTheFormula(int k) {
        int count = 100;
        int runs = 20_000;
        float[] update = gaussian(count, 5);
        double norm = 0;
        for (float u : update) {
            norm += (double) u * u;
        }
        Random seeds = new Random(k);
        RandomK compressor = new RandomK(new KeptCoordinates(k), seeds::nextLong);
        double[] sums = new double[count];
        double[] errors = new double[runs];
        for (int run = 0; run < runs; run++) {
            float[] values = compressor.compress(update).toDense();
            for (int i = 0; i < count; i++) {
                sums[i] += values[i];
                errors[run] += Math.pow((double) values[i] - update[i], 2);
            }
        }
        double variance = (double) count / k - 1;
        for (int i = 0; i < count; i++) {
            double deviation = Math.abs(update[i]) * Math.sqrt(variance / runs);
            assertThat(sums[i] / runs).isCloseTo(update[i], within(5.33 * deviation));
        }
        double mean = 0;
        double square = 0;
        for (double error : errors) {
            mean += error / runs;
            square += error * error / runs;
        }
        double deviation = Math.sqrt(Math.max(0, square - mean * mean) / runs);
        assertThat(mean).isCloseTo(variance * norm, within(4.42 * deviation + 1e-9 * norm));
    }

    @Test
    void aZeroIsNeverSent() {
        assertThat(compress(new RandomK(new KeptCoordinates(3), () -> 1), new float[3])
                        .indices())
                .isEmpty();
    }

    @Test
    void smallTensorsAreSentWholeAndAsTheyAre() {
        float[] update = gaussian(150, 6);
        update[1] = 0;
        Sparse kept = compress(new RandomK(new KeptCoordinates(10), Layouts.of(3, 70, 7, 70), 8, () -> 4), update);
        float[] values = kept.toDense();
        int drawn = 0;
        for (int i = 0; i < 150; i++) {
            if (i < 3 || i >= 73 && i < 80) {
                assertThat(values[i]).isEqualTo(update[i]);
            } else if (values[i] != 0) {
                assertThat(values[i]).isEqualTo(update[i] * 14);
                drawn++;
            }
        }
        assertThat(drawn).isEqualTo(10);
        assertThat(kept.indices()).hasSize(19);
    }

    @Test
    void whereAllTensorsAreSmallNothingIsDrawn() {
        float[] update = gaussian(5, 7);
        assertThat(new RandomK(new KeptCoordinates(1), Layouts.of(3, 2), 4, () -> 4)
                        .compress(update)
                        .toDense())
                .containsExactly(update);
    }

    private static Sparse compress(Compressor compressor, float[] update) {
        return (Sparse) compressor.compress(update);
    }
}
