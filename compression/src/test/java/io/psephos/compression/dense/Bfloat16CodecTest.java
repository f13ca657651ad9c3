package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.BrainFloats;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Bfloat16CodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new Bfloat16Codec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        short[] halves = new short[count];
        for (int i = 0; i < count; i++) {
            halves[i] = (short) (random.nextInt(0x7f80) | random.nextInt(2) << 15);
        }
        return new BrainFloats(halves);
    }

    @Row("scheme 8 bfloat16")
    @Test
    void bytesAreLittleEndian() {
        ByteBuffer bytes = codec().encode(new Bfloat16().compress(new float[] {1, -2.5f}));
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0}));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7f80, 0xff80, 0x7f81, 0x7fc0, 0xffff})
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
