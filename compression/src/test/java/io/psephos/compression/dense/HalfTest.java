package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every half there is, against the definition of the format. */
final class HalfTest {
    private static final int INFINITY = 0x7c00;

    @Test
    void everyHalfHasItsValue() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Half.toFloat((short) bits);
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            if (exponent == 31) {
                assertThat(Float.isNaN(value)).isEqualTo(fraction != 0);
                assertThat(Float.isFinite(value)).isFalse();
            } else {
                double magnitude = exponent == 0
                        ? Math.scalb((double) fraction, -24)
                        : Math.scalb(1024.0 + fraction, exponent - 25);
                assertSame(value, (float) (bits < 0x8000 ? magnitude : -magnitude));
            }
        }
    }

    @Test
    void everyFiniteHalfComesBack() {
        finite().forEach(bits -> {
            assertThat(Half.of(Half.toFloat((short) bits))).isEqualTo((short) bits);
            assertThat(Half.of(Half.toFloat((short) (bits | 0x8000)))).isEqualTo((short) (bits | 0x8000));
        });
    }

    /** Between each half and the next: what is nearer wins, from the middle the even one. */
    @Row("scheme 4 float16")
    @Test
    void everyMiddleGoesToTheEvenHalf() {
        finite().filter(bits -> bits + 1 < INFINITY).forEach(bits -> {
            float middle = (Half.toFloat((short) bits) + Half.toFloat((short) (bits + 1))) / 2;
            assertRounds(middle, bits + (bits & 1));
            assertRounds(Math.nextDown(middle), bits);
            assertRounds(Math.nextUp(middle), bits + 1);
        });
    }

    @Test
    void whatRoundsToInfinityOverflows() {
        assertThat(Half.overflows(Math.nextDown(65_520f))).isFalse();
        assertRounds(Math.nextDown(65_520f), INFINITY - 1);
        for (float value : new float[] {65_520f, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN}) {
            assertThat(Half.overflows(value)).isTrue();
            assertThat(Half.overflows(-value)).isTrue();
        }
    }

    @Test
    void whatIsTooSmallIsZeroOfItsSign() {
        assertRounds(Float.MIN_VALUE, 0);
        assertRounds(0x1p-25f, 0);
        assertRounds(Math.nextUp(0x1p-25f), 1);
        assertRounds(0f, 0);
    }

    private static IntStream finite() {
        return IntStream.range(0, INFINITY);
    }

    private static void assertRounds(float value, int bits) {
        assertThat(Half.overflows(value)).isFalse();
        assertThat(Half.of(value) & 0xffff).isEqualTo(bits);
        assertThat(Half.of(-value) & 0xffff).isEqualTo(bits | 0x8000);
    }

    private static void assertSame(float actual, float expected) {
        assertThat(Float.floatToRawIntBits(actual)).isEqualTo(Float.floatToRawIntBits(expected));
    }
}
