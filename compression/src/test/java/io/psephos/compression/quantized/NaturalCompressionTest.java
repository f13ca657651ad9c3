package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NaturalCompressionTest extends CompressorContract {
    /** A correct sampler leaves ±Z standard deviations with probability 1e-5; the seeds repeat the outcome. */
    private static final double Z = 4.42;

    private static final int N = 1 << 18;

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new NaturalCompression(seeds);
    }

    @Override
    protected Codec codec() {
        return new NaturalCodec();
    }

    @Row("codec.scheme natural")
    @Test
    void powersOfTwoStay() {
        float[] powers = {1, -2, 0.5f, 0x1p-126f, -0x1p127f, 0, -0f, 1024};
        assertThat(new NaturalCompression(() -> 1).compress(powers).toDense())
                .containsExactly(1, -2, 0.5f, 0x1p-126f, -0x1p127f, 0, 0, 1024);
    }

    /** Over all coins: the mean is the coordinate, and the variance at most 1/8 of its square. */
    @Test
    void meanAndVarianceAreThoseOfThePaper() {
        Random random = new Random(2);
        for (int run = 0; run < 3000; run++) {
            float value = Float.intBitsToFloat(random.nextInt(254 << 23));
            double low = power(value, 0);
            double high = power(value, -1);
            double p = 1 - Chance.of(coin -> power(value, coin) == low);
            double mean = low + p * (high - low);
            assertThat(mean).isEqualTo(value);
            if (value >= Float.MIN_NORMAL) {
                assertThat(p * (1 - p) * (high - low) * (high - low) / (mean * mean))
                        .isLessThanOrEqualTo(0.125);
            }
        }
    }

    /** A third above a power of two: twice that power with one chance in three, so 2/9 of its square, 1/8 of ours. */
    @Test
    void theVarianceIsLargestAThirdAboveAPower() {
        double p = 1 - Chance.of(coin -> power(4f / 3, coin) == 1);
        assertThat(p).isCloseTo(1 / 3.0, within(1e-6));
        assertThat(p * (1 - p) / (16 / 9.0)).isCloseTo(0.125, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(floats = {1.5f, -2.5f, 3e-5f, 0.1f, -7.99f, 1e-39f})
    void theMeanOfManyIsTheCoordinate(float value) {
        float[] update = new float[N];
        Arrays.fill(update, value);
        double sum = 0;
        double squares = 0;
        for (float drawn : new NaturalCompression(() -> 7).compress(update).toDense()) {
            sum += (double) drawn - value;
            squares += ((double) drawn - value) * ((double) drawn - value);
        }
        double deviation = Math.sqrt(squares / N);
        assertThat(sum / N).isCloseTo(0, within(Z * deviation / Math.sqrt(N)));
        if (Math.abs(value) > Float.MIN_NORMAL) {
            assertThat(squares / N).isLessThan(value * (double) value / 8 * 1.01);
        }
    }

    @Test
    void aboveTheLastPowerThereIsNoOther() {
        float[] update = new float[1000];
        Arrays.fill(update, -Float.MAX_VALUE);
        assertThat(new NaturalCompression(() -> 1).compress(update).toDense()).containsOnly(-0x1p127f);
    }

    private static double power(float value, int coin) {
        byte[] exponent = new byte[1];
        NaturalCompression.round(new float[] {value}, 0, 1, new int[] {coin}, exponent);
        return exponent[0] == 0 ? 0 : Math.scalb(1.0, (exponent[0] & 0xff) - 127);
    }
}
