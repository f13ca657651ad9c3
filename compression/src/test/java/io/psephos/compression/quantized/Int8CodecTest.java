package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Buckets;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledBytes;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Int8CodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new Int8Codec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        int size = 1 + random.nextInt(count + 5);
        float[] scales = new float[Buckets.number(count, size)];
        for (int k = 0; k < scales.length; k++) {
            scales[k] = random.nextInt(6) == 0 ? 0 : random.nextFloat();
        }
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (random.nextInt(255) - 127);
        }
        return new ScaledBytes(new Buckets(count, size, scales), bytes);
    }

    @Row("scheme 9 int8")
    @Test
    void theBytesOfThreeCoordinates() {
        ByteBuffer bytes = codec().encode(new Int8(2).compress(new float[] {127, -1, -254}));
        byte[] expected = {2, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 127, -1, -127};
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void aFixedBucketFixesTheLength() {
        assertThat(codec().lengthOf(10)).isEqualTo(new Codec.PayloadLength(4 + 4 + 10, 4 + 40 + 10));
        assertThat(new Int8Codec(4).lengthOf(10)).isEqualTo(Codec.PayloadLength.exactly(4 + 12 + 10));
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(bytes().putInt(0, 0), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(bytes().putInt(0, 1), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(bytes().putFloat(4, -1), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(bytes().put(13, (byte) -128), ProblemCode.MALFORMED_FRAME, 13);
        assertRefused(bytes().putFloat(8, Float.NaN), ProblemCode.NOT_FINITE, 8);
        assertRefused(bytes().putFloat(8, Float.MAX_VALUE / 126), ProblemCode.NOT_FINITE, 8);
        assertRefused(bytes().putFloat(8, 1 / 0f).put(14, (byte) -128), ProblemCode.MALFORMED_FRAME, 14);
    }

    private ByteBuffer bytes() {
        return codec().encode(new Int8(2).compress(new float[] {127, -1, -254})).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void assertRefused(ByteBuffer bytes, ProblemCode code, long offset) {
        assertRefused(codec(), bytes, 3, code, offset);
    }
}
