package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.BrainFloats;
import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.OutOfRangeException;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class Bfloat16Test extends CompressorContract {
    private static final int INFINITY = 0x7f80;

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Bfloat16();
    }

    @Override
    protected Codec codec() {
        return new Bfloat16Codec();
    }

    /** Magnitudes beyond the largest bfloat16 are refused. */
    @Override
    @Row("codec.scheme bfloat16")
    @Test
    protected void zerosSubnormalsAndExtremesAreFine() {
        float[] update = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 3.3895314e38f, Math.nextDown(0x1.ffp127f)};
        assertThat(new Bfloat16().compress(update).toDense())
                .containsExactly(0f, -0f, 0f, -0f, Bfloat16.MAX, Bfloat16.MAX);
        for (float value : new float[] {0x1.ffp127f, -0x1.ffp127f, Float.MAX_VALUE}) {
            assertThatExceptionOfType(OutOfRangeException.class)
                    .isThrownBy(() -> new Bfloat16().compress(new float[] {0, 0, value, value}))
                    .withMessageContaining("within ±3.3895314E38")
                    .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(2));
        }
    }

    /** Each one and the next: what is nearer wins, from the middle the even one. */
    @Test
    void everyMiddleGoesToTheEvenOne() {
        for (int bits = 0; bits < INFINITY - 1; bits++) {
            int middle = bits << 16 | 0x8000;
            assertRounds(bits << 16, bits);
            assertRounds(middle - 1, bits);
            assertRounds(middle, bits + (bits & 1));
            assertRounds(middle + 1, bits + 1);
        }
    }

    @Test
    void whatIsSentAndWhatIsKeptIsTheUpdateToAnUlp() {
        float[] residual = null;
        for (int round = 0; round < 20; round++) {
            float[] update = gaussian(333, round);
            Compressed step = ErrorFeedback.around(new Bfloat16()).compress(update, residual);
            float[] sent = step.payload().toDense();
            for (int i = 0; i < update.length; i++) {
                float whole = residual == null ? update[i] : update[i] + residual[i];
                assertThat(sent[i] + step.memory()[i]).isCloseTo(whole, within(Math.ulp(whole)));
                assertThat(sent[i]).isCloseTo(whole, within(Math.abs(whole) * 0x1p-8f));
            }
            residual = step.memory();
        }
    }

    private static void assertRounds(int magnitude, int bits) {
        float value = Float.intBitsToFloat(magnitude);
        short[] halves = ((BrainFloats) new Bfloat16().compress(new float[] {value, -value})).halves();
        if (halves[0] != (short) bits || halves[1] != (short) (bits | 0x8000)) {
            throw new AssertionError(value + " became " + Integer.toHexString(halves[0]));
        }
    }
}
