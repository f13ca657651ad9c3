package io.psephos.privacy.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.NotFiniteException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class L2ClippingTest {

    @Test
    void scalesDownToTheNorm() {
        float[] clipped = new L2Clipping(1).clip(new float[] {3, -4});

        assertThat((double) clipped[0]).isCloseTo(0.6, within(1e-6));
        assertThat((double) clipped[1]).isCloseTo(-0.8, within(1e-6));
    }

    @Test
    void leavesASmallerUpdateAsItIs() {
        float[] update = {3, -4, -0.0f};

        assertThat(new L2Clipping(5.00001).clip(update)).containsExactly(update).isNotSameAs(update);
        assertThat(new L2Clipping(100).clip(update)).containsExactly(update);
    }

    @Test
    void isSafeForZeroAndNothing() {
        assertThat(new L2Clipping(1).clip(new float[3])).containsExactly(0, 0, 0);
        assertThat(new L2Clipping(1).clip(new float[0])).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** The exact sum of squares of what comes out, against the exact square of the bound. */
    @ParameterizedTest
    @MethodSource("seeds")
    void neverLeavesMoreThanTheNorm(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double clippingNorm = Math.pow(10, random.nextDouble(-6, 6));
        float[] update = new float[random.nextInt(1, 400)];
        double size = Math.pow(10, random.nextDouble(-6, 10));
        for (int i = 0; i < update.length; i++) {
            update[i] = (float) (size * random.nextDouble(-1, 1));
        }

        float[] clipped = new L2Clipping(clippingNorm).clip(update);

        BigDecimal squares = exactSquares(clipped);
        assertThat(squares).as("seed %d", seed).isLessThanOrEqualTo(new BigDecimal(clippingNorm).pow(2));
        if (L2Clipping.norm(update) > clippingNorm) {
            assertThat(L2Clipping.norm(clipped)).isCloseTo(clippingNorm, within(1e-5 * clippingNorm));
        }
    }

    /** Factors that are powers of two leave nothing to truncation: the bound must hold all the same. */
    @Test
    void neverLeavesMoreThanTheNormWhereScalingIsExact() {
        float[] update = new float[100_000];
        Arrays.fill(update, 2);
        double clippingNorm = Math.sqrt(100_000);

        float[] clipped = new L2Clipping(clippingNorm).clip(update);

        assertThat(exactSquares(clipped)).isLessThanOrEqualTo(new BigDecimal(clippingNorm).pow(2));
        assertThat(L2Clipping.norm(clipped)).isCloseTo(clippingNorm, within(1e-5 * clippingNorm));
    }

    @Test
    void neverScalesUp() {
        float[] update = {1e-30f, 2e-30f};

        assertThat(new L2Clipping(1e10).clip(update)).containsExactly(update);
    }

    @Test
    void copesWithTheLargestFloats() {
        float[] update = new float[1000];
        Arrays.fill(update, Float.MAX_VALUE);

        assertThat(L2Clipping.norm(new L2Clipping(1).clip(update)))
                .isLessThanOrEqualTo(1)
                .isGreaterThan(0.9999);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWhatIsNotFinite(float value) {
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> new L2Clipping(1).clip(new float[] {0, value}))
                .withMessageContaining("coordinate 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesANormThatBoundsNothing(double norm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new L2Clipping(norm))
                .withMessageContaining(Double.toString(norm));
    }

    private static BigDecimal exactSquares(float[] values) {
        BigDecimal squares = BigDecimal.ZERO;
        for (float value : values) {
            squares = squares.add(new BigDecimal((double) value).pow(2));
        }
        return squares;
    }
}
