package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new SignCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        long[] words = random.longs((count + 63) / 64).toArray();
        words[words.length - 1] &= -1L >>> -count;
        return new Signs(count, words);
    }

    @Row("scheme 1 sign")
    @Test
    void theFirstCoordinateIsTheLowestBit() {
        ByteBuffer bytes = codec().encode(new Signs(10, new long[] {0b10_0000_0101}));
        assertThat(bytes.remaining()).isEqualTo(2);
        assertThat(bytes.get(0)).isEqualTo((byte) 5);
        assertThat(bytes.get(1)).isEqualTo((byte) 2);
    }

    @Row("scheme 1 sign")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 31, 63, 65, 4095})
    void everyUnusedBitMustBeZero(int count) {
        byte[] bytes = encoded(count, new Random(1));
        for (int bit = count & 7; bit < 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bytes.length - 1] |= (byte) (1 << bit);
            assertThatExceptionOfType(MalformedPayloadException.class)
                    .isThrownBy(() -> decode(damaged, count))
                    .satisfies(fault -> {
                        assertThat(fault.code()).isEqualTo(ProblemCode.MALFORMED_FRAME);
                        assertThat(fault.offset()).isEqualTo(bytes.length - 1L);
                    });
        }
    }
}
