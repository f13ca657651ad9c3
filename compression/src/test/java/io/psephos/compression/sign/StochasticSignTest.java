package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.NotFiniteException;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StochasticSignTest extends CompressorContract {
    /** A correct sampler leaves ±Z standard deviations with probability 1e-5; the seeds repeat the outcome. */
    private static final double Z = 4.42;

    private static final int N = 1 << 18;

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new StochasticSign(layout(count), List.of(1.0), seeds);
    }

    @Override
    protected Codec codec() {
        return new SignCodec();
    }

    /** The first numerical check of the method: b = 0.5, g = (.3, −.1, 0, −.5, .5). */
    @Row({"codec.scheme sto-sign", "codec.b constant"})
    @ParameterizedTest
    @CsvSource({"0.3,0.8", "-0.1,0.4", "0,0.5", "-0.5,0", "0.5,1", "-0,0.5", "0.7,1", "-9,0", "0.4999,0.9999"})
    void votesForWithProbabilityOneHalfPlusGradientOverTwiceTheBound(float g, double p) {
        double share = SignTest.share(votes(constant(g), 0.5, 42), 0, N);
        assertThat(share).isCloseTo(p, within(Z * Math.sqrt(p * (1 - p) / N)));
    }

    @Row("codec.b constant")
    @Test
    void eachTensorHasItsOwnBound() {
        int third = N / 3;
        float[] update = constant(0.1f);
        ParameterLayout layout = layout(third, third, N - 2 * third);
        StochasticSign compressor = new StochasticSign(layout, List.of(0.1, 0.2, 0.5), () -> 3);
        float[] votes = compressor.compress(update).toDense();
        double slack = Z * 0.5 / Math.sqrt(third);
        assertThat(SignTest.share(votes, 0, third)).isEqualTo(1);
        assertThat(SignTest.share(votes, third, 2 * third)).isCloseTo(0.75, within(slack));
        assertThat(SignTest.share(votes, 2 * third, N)).isCloseTo(0.6, within(slack));
        assertThat(compressor.saturations()).isEqualTo(third);
    }

    @Test
    void tensorBoundariesNeedNotMeetWords() {
        float[] update = new float[1 + 70 + 1000 + 3];
        Arrays.fill(update, 0, 1, 1);
        Arrays.fill(update, 1, 71, -1);
        Arrays.fill(update, 71, 1071, 1);
        Arrays.fill(update, 1071, 1074, -1);
        Payload votes =
                new StochasticSign(layout(1, 70, 1000, 3), List.of(1.0, 1.0, 1.0, 1.0), () -> 1).compress(update);
        assertThat(votes.toDense()).containsExactly(update);
    }

    @Test
    void saturationsAreCounted() {
        StochasticSign compressor = new StochasticSign(layout(6), List.of(0.1), () -> 1);
        compressor.compress(new float[] {0.1f, -0.1f, 0.09999999f, -5, 0, Float.MAX_VALUE});
        assertThat(compressor.saturations()).isEqualTo(4);
        compressor.compress(new float[] {1, 0, 0, 0, 0, 0});
        assertThat(compressor.saturations()).isEqualTo(5);
    }

    @Test
    void aRefusedUpdateCountsNoSaturations() {
        StochasticSign compressor = new StochasticSign(layout(2), List.of(0.1), () -> 1);
        Assertions.assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> compressor.compress(new float[] {1, Float.NaN}));
        assertThat(compressor.saturations()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0x1p-149, 1e-40, 1e-30, 1, 1e30, 3.4e38})
    void anyBoundKeepsItsProbability(double b) {
        float half = (float) b / 2;
        double p = 0.5 + half / (2 * (double) (float) b);
        assertThat(SignTest.share(votes(constant(half), b, 8), 0, N))
                .isCloseTo(p, within(Z * Math.sqrt(p * (1 - p) / N)));
        assertThat(SignTest.share(votes(constant((float) b), b, 8), 0, N)).isEqualTo(1);
        assertThat(SignTest.share(votes(constant(-(float) b), b, 8), 0, N)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e-60, 1e60, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesABoundThatIsNoPositiveNumber(double b) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StochasticSign(layout(2), List.of(b), () -> 1))
                .withMessageContaining("was " + b);
    }

    @Test
    void refusesAnotherNumberOfBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StochasticSign(layout(2, 3), List.of(1.0), () -> 1))
                .withMessageContaining("had 1");
    }

    @Test
    void refusesAnotherNumberOfCoordinates() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StochasticSign(layout(2, 3), List.of(1.0, 1.0), () -> 1).compress(new float[6]))
                .withMessageContaining("had 6");
    }

    @Test
    void aSeedGivesTheSameVotesOnEveryMachine() {
        long[] words =
                ((Signs) new StochasticSign(layout(100), List.of(1.0), () -> 42).compress(new float[100])).words();
        assertThat(words).containsExactly(0x3e7340d3e505454L, 0x4728312e5L);
    }

    /** Votes of neighbouring coordinates, and of two updates, agree as often as independent fair coins do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 31, 32, 64, 1024, 65536})
    void coinsOfNeighboursAreIndependent(int lag) {
        float[] votes = votes(constant(0), 1, 77);
        int agreements = 0;
        for (int i = lag; i < N; i++) {
            agreements += votes[i] == votes[i - lag] ? 1 : 0;
        }
        assertFairCoin(agreements, N - lag);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1L << 31, 1L << 32, 1L << 33, 1L << 63, -1})
    void coinsOfNeighbouringSeedsAreIndependent(long difference) {
        float[] one = votes(constant(0), 1, 1000);
        float[] other = votes(constant(0), 1, 1000 + difference);
        int agreements = 0;
        for (int i = 0; i < N; i++) {
            agreements += one[i] == other[i] ? 1 : 0;
        }
        assertFairCoin(agreements, N);
    }

    @Test
    void theCoinsOfOneCoordinateOverManySeedsAreFair() {
        Random random = new Random(4);
        StochasticSign compressor = new StochasticSign(layout(3), List.of(1.0), random::nextLong);
        int plus = 0;
        int trials = 20_000;
        for (int i = 0; i < trials; i++) {
            plus += compressor.compress(new float[3]).toDense()[2] > 0 ? 1 : 0;
        }
        assertFairCoin(plus, trials);
    }

    private static void assertFairCoin(int heads, int trials) {
        assertThat(heads / (double) trials).isCloseTo(0.5, within(Z * 0.5 / Math.sqrt(trials)));
    }

    private static float[] votes(float[] update, double b, long seed) {
        return new StochasticSign(layout(update.length), List.of(b), () -> seed)
                .compress(update)
                .toDense();
    }

    private static float[] constant(float value) {
        float[] update = new float[N];
        Arrays.fill(update, value);
        return update;
    }

    private static ParameterLayout layout(int... sizes) {
        return new ParameterLayout(IntStream.range(0, sizes.length)
                .mapToObj(i -> new TensorShape("tensor" + i, List.of(sizes[i])))
                .toList());
    }
}
