package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Payload;
import io.psephos.compression.PowersOfTwo;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NaturalCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new NaturalCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        byte[] signs = new byte[count + 7 >> 3];
        byte[] exponents = new byte[count];
        for (int i = 0; i < count; i++) {
            exponents[i] = (byte) random.nextInt(255);
            signs[i >> 3] |= (byte) ((exponents[i] != 0 && random.nextBoolean() ? 1 : 0) << (i & 7));
        }
        return new PowersOfTwo(signs, exponents);
    }

    @Row("scheme 12 natural")
    @Test
    void signsComeFirst() {
        assertThat(decode(new byte[] {0b101, 127, 0, (byte) 128, 126, 1, (byte) 254, 127, 127}, 8)
                        .toDense())
                .containsExactly(-1, 0, -2, 0.5f, 0x1p-126f, 0x1p127f, 1, 1);
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(ProblemCode.MALFORMED_FRAME, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertRefused(ProblemCode.MALFORMED_FRAME, 1, 0, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9);
        assertRefused(ProblemCode.NOT_FINITE, 10, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 255);
        assertRefused(ProblemCode.NOT_FINITE, 2, 1, 0, 255, 9, 9, 9, 9, 9, 9, 9, 255);
        assertRefused(ProblemCode.MALFORMED_FRAME, 0, 2, 0, 255, 0, 9, 9, 9, 9, 9, 9, 255);
    }

    @Test
    void refusesAnotherNumberOfSigns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PowersOfTwo(new byte[1], new byte[9]))
                .withMessageContaining("1 bytes");
    }

    private void assertRefused(ProblemCode code, long offset, int... bytes) {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        assertRefused(codec(), ByteBuffer.wrap(payload), 9, code, offset);
    }
}
