package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExponentialTest {

    /** {@link StrictMath} is within 1 unit itself. */
    @Test
    void isWithinThreeUnitsOfTheLibrarys() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            double x = -Math.pow(random.nextDouble(), 3) * 689;
            double expected = StrictMath.exp(x);
            assertThat(Math.abs(Exponential.of(x) - expected))
                    .as("x = %s", x)
                    .isLessThanOrEqualTo(3 * Math.ulp(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -0.0, -Double.MIN_VALUE, -1e-300})
    void isOneAtZero(double x) {
        assertThat(Exponential.of(x)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-690.0000001, -1e9, Double.NEGATIVE_INFINITY})
    void isNothingFarBelow(double x) {
        assertThat(Exponential.of(x)).isZero();
    }

    @Test
    void isSmallAtItsEnd() {
        assertThat(Exponential.of(-690)).isPositive().isLessThan(1e-299);
    }

    @Test
    void keepsWhatIsNoNumber() {
        assertThat(Exponential.of(Double.NaN)).isNaN();
    }
}
