package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TernaryCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new TernaryCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        return RandomVotes.ternary(count, random);
    }

    @Row("scheme 2 ternary")
    @Test
    void theFirstCoordinateIsTheLowestPair() {
        ByteBuffer bytes = codec().encode(new Ternary(6, new long[] {0b100001}, new long[] {0b000010}));
        assertThat(bytes.remaining()).isEqualTo(2);
        assertThat(bytes.get(0)).isEqualTo((byte) 0b1001);
        assertThat(bytes.get(1)).isEqualTo((byte) 0b0100);
    }

    @Row("scheme 2 ternary")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 100})
    void noPairMayBeElevenAndEveryUnusedPairIsZero(int count) {
        byte[] zeros = new byte[(count + 3) / 4];
        for (int bit = 0; bit < 8 * zeros.length; bit++) {
            int pair = bit / 2;
            byte[] damaged = zeros.clone();
            damaged[bit / 8] = (byte) ((pair < count ? 3 << pair % 4 * 2 : 1 << bit % 8));
            assertThatExceptionOfType(MalformedPayloadException.class)
                    .isThrownBy(() -> decode(damaged, count))
                    .satisfies(fault -> {
                        assertThat(fault.code()).isEqualTo(ProblemCode.MALFORMED_FRAME);
                        assertThat(fault.offset()).isEqualTo(pair / 4);
                        assertThat(fault.getMessage()).contains("pair " + pair);
                    });
        }
    }
}
