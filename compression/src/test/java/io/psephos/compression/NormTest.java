package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NormTest {

    @Test
    void normsOfARange() {
        float[] values = {100, 3, -4, 0, 12, 100};
        assertThat(Norm.L2.of(values, 1, 5)).isEqualTo(13);
        assertThat(Norm.MAX.of(values, 1, 4)).isEqualTo(4);
        assertThat(Norm.L2.of(values, 2, 2)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void noNormIsBelowTheLargestMagnitude(Norm norm) {
        Random random = new Random(3);
        for (int run = 0; run < 2000; run++) {
            float[] values = new float[1 + random.nextInt(9)];
            float largest = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt(0x7f80_0000)) * (random.nextBoolean() ? 1 : -1);
                largest = Math.max(largest, Math.abs(values[i]));
            }
            assertThat(norm.ofFloat(values, 0, values.length)).isFinite().isGreaterThanOrEqualTo(largest);
        }
    }

    @Test
    void squaresNeitherOverflowNorVanish() {
        assertThat(Norm.L2.ofFloat(new float[] {3e38f, 3e38f}, 0, 2)).isEqualTo(Float.MAX_VALUE);
        assertThat(Norm.L2.of(new float[] {3e38f, 3e38f}, 0, 2)).isCloseTo(4.243e38, within(1e35));
        assertThat(Norm.L2.ofFloat(new float[] {3e-45f, 4e-45f}, 0, 2)).isEqualTo(5e-45f);
    }
}
