package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Dense;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Float16CodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new Float16Codec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Half.toFloat(Half.of((float) random.nextGaussian()));
        }
        return new Dense(values);
    }

    @Row("scheme 4 float16")
    @Test
    void bytesAreLittleEndianAndRounded() {
        ByteBuffer bytes = codec().encode(new Dense(new float[] {1f, -0f, 1 + 0x1p-11f, 1 + 0x3p-11f}));
        assertThat(bytes.array()).containsExactly(0, 0x3c, 0, 0x80, 0, 0x3c, 2, 0x3c);
    }

    @Row("scheme 4 float16")
    @Test
    void whatIsTooLargeIsRefusedAtTheSender() {
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> codec().encode(new Dense(new float[] {1, -65_520f})))
                .withMessage("coordinate 1 must be within ±65504.0, was -65520.0")
                .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(1));
    }

    @Row({"scheme 4 float16", "422 not-finite"})
    @ParameterizedTest
    @ValueSource(ints = {0x7c00, 0xfc00, 0x7c01, 0x7e00, 0xffff})
    void whatIsNotFiniteIsRefused(int bits) {
        byte[] bytes = {0, 0, 0, 0, (byte) bits, (byte) (bits >> 8)};
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> decode(bytes, 3))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ProblemCode.NOT_FINITE);
                    assertThat(fault.offset()).isEqualTo(4);
                });
    }
}
