package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.Row;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DynamicBitsTest {

    @Row("codec.scheme dq-sgd")
    @Test
    void bitsRiseWhereTheNormStays() {
        DynamicBits bits = new DynamicBits(20, 0.9, 10);
        assertThat(LongStream.range(0, 10).mapToInt(t -> bits.bits(t, 1)))
                .containsExactly(4, 4, 4, 4, 4, 5, 5, 5, 5, 5);
    }

    @Test
    void bitsFallWhereTheNormFallsFaster() {
        DynamicBits bits = new DynamicBits(60, 0.9, 10);
        assertThat(LongStream.range(0, 10).mapToInt(t -> bits.bits(t, Math.exp(-0.3 * t))))
                .containsExactly(6, 5, 5, 5, 4, 4, 4, 3, 3, 3);
    }

    @Test
    void twiceTheBudgetIsAboutOneBitMore() {
        for (double k = 1; k < 1000; k *= 1.3) {
            int more = new DynamicBits(2 * k, 0.95, 20).bits(7, 3) - new DynamicBits(k, 0.95, 20).bits(7, 3);
            assertThat(more).isBetween(0, 1);
            if (k > 40) {
                assertThat(new DynamicBits(4 * k, 0.95, 20).bits(7, 3) - new DynamicBits(k, 0.95, 20).bits(7, 3))
                        .isBetween(1, 2);
            }
        }
    }

    @Test
    void bitsStayWithinOneAndSixteen() {
        DynamicBits bits = new DynamicBits(1, 0.5, 100);
        assertThat(bits.bits(0, 0)).isEqualTo(1);
        assertThat(bits.bits(0, 1e-300)).isEqualTo(1);
        assertThat(bits.bits(100, 65_535)).isEqualTo(16);
        assertThat(bits.bits(100, 65_536)).isEqualTo(16);
        assertThat(bits.bits(100, Double.POSITIVE_INFINITY)).isEqualTo(16);
        assertThat(DynamicBits.levels(1)).isEqualTo(1);
        assertThat(DynamicBits.levels(16)).isEqualTo(65_535);
    }

    /** log₂ of a power of two is that power, not one more by the error of a logarithm. */
    @Test
    void aWholeNumberOfBitsIsNotRoundedUp() {
        for (int b = 1; b <= 16; b++) {
            assertThat(new DynamicBits(1, 1, 0).bits(0, DynamicBits.levels(b))).isEqualTo(b);
        }
        assertThat(new DynamicBits(1, 1, 0).bits(0, Math.nextUp(7.0))).isEqualTo(4);
    }

    @Test
    void stepsBehindTheHorizonAreAsTheLast() {
        DynamicBits bits = new DynamicBits(20, 0.9, 10);
        assertThat(bits.bits(1000, 1)).isEqualTo(bits.bits(10, 1)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0,0.9,1", "-1,0.9,1", "NaN,0.9,1", "Infinity,0.9,1", "1,0,1", "1,1.1,1", "1,NaN,1", "1,0.9,-1"})
    void refusesWhatIsNoBudget(double k, double a, long horizon) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DynamicBits(k, a, horizon))
                .withMessageContaining("was ");
    }

    @Test
    void refusesAStepOrNormThatIsNone() {
        DynamicBits bits = new DynamicBits(20, 0.9, 10);
        assertThatIllegalArgumentException().isThrownBy(() -> bits.bits(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> bits.bits(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> bits.bits(0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new DynamicQsgd(bits, -1, () -> 1));
    }
}
