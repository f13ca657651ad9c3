package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.BlockTernary;
import io.psephos.compression.Buckets;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BlockTernaryCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new BlockTernaryCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        int size = 1 + random.nextInt(count + 5);
        float[] scales = new float[Buckets.number(count, size)];
        for (int k = 0; k < scales.length; k++) {
            scales[k] = random.nextInt(6) == 0 ? 0 : random.nextFloat();
        }
        return new BlockTernary(new Buckets(count, size, scales), RandomVotes.ternary(count, random));
    }

    @Row("scheme 10 block-ternary")
    @Test
    void aFixedBucketFixesTheLength() {
        assertThat(codec().lengthOf(10)).isEqualTo(new Codec.PayloadLength(4 + 4 + 3, 4 + 40 + 3));
        Codec fixed = new BlockTernaryCodec(4);
        assertThat(fixed.lengthOf(10)).isEqualTo(Codec.PayloadLength.exactly(4 + 12 + 3));
        assertThat(fixed.decode(encoded(10, 4), 10).count()).isEqualTo(10);
        assertRefused(fixed, encoded(10, 5), ProblemCode.WRONG_LENGTH, 15);
        assertRefused(fixed, encoded(10, 4).putInt(0, 5), ProblemCode.MALFORMED_FRAME, 0);
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(codec(), encoded(10, 4).putInt(0, 0), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(codec(), encoded(10, 4).putInt(0, -1), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(codec(), encoded(10, 4).putInt(0, 3), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(codec(), encoded(10, 4).putFloat(8, -1), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(codec(), encoded(10, 4).putFloat(12, Float.NaN), ProblemCode.NOT_FINITE, 12);
        assertRefused(codec(), encoded(10, 4).putFloat(4, 1 / 0f), ProblemCode.NOT_FINITE, 4);
        assertRefused(codec(), encoded(10, 4).put(16, (byte) 3), ProblemCode.MALFORMED_FRAME, 16);
        assertRefused(codec(), encoded(10, 4).put(18, (byte) 0x40), ProblemCode.MALFORMED_FRAME, 18);
        assertRefused(codec(), encoded(10, 4).putFloat(4, 1 / 0f).put(16, (byte) 3), ProblemCode.MALFORMED_FRAME, 16);
    }

    private static ByteBuffer encoded(int count, int size) {
        float[] scales = new float[Buckets.number(count, size)];
        return new BlockTernaryCodec()
                .encode(new BlockTernary(new Buckets(count, size, scales), RandomVotes.ternary(count, new Random(1))))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertRefused(Codec codec, ByteBuffer bytes, ProblemCode code, long offset) {
        assertRefused(codec, bytes, 10, code, offset);
    }
}
