package io.psephos.compression.rotated;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Allocation;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Payload;
import io.psephos.compression.Rotated;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RotatedCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new RotatedCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        return payload(count, 1 << random.nextInt(8), random);
    }

    @Row("scheme 13 eden")
    @Test
    void theLayoutIsSeedThenScalesThenSigns() {
        ByteBuffer bytes = codec().encode(
                        new Rotated(9, 0x0102030405060708L, 4, new float[] {1, 0, 2}, new long[] {0b101100000010L}));
        byte[] expected = {
            8, 7, 6, 5, 4, 3, 2, 1, 4, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x02, 0x0b
        };
        assertThat(bytes.array()).containsExactly(expected);
    }

    /** D·H·v by hand: the first bits of the words from this seed are 1111. */
    @Test
    void valuesAreTheScaleTimesWholeNumbers() {
        Rotated rotated = new Rotated(3, 0, 4, new float[] {0.1f}, new long[] {0b0001});
        int diagonal = (int) (0xe220a8397b1dcdafL & 0b1111);
        assertThat(diagonal).isEqualTo(0b1111);
        assertThat(rotated.toDense()).containsExactly(0.1f * -2, 0.1f * 2, 0.1f * 2);
        float[] sums = {1, 1, 1};
        rotated.addTo(sums, -0.5f);
        assertThat(sums).containsExactly(1 + 0.5f * (0.1f * 2), 1 - 0.5f * (0.1f * 2), 1 - 0.5f * (0.1f * 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 1000, (1 << 20) + 1})
    void everyOrderIsWithinTheStatedLength(int count) {
        Codec.PayloadLength length = codec().lengthOf(count);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int order = 1; order <= Rotated.MAX_ORDER; order *= 2) {
            long bytes = codec().encode(payload(count, order, new Random(1))).remaining();
            least = Math.min(least, bytes);
            most = Math.max(most, bytes);
        }
        assertThat(length).isEqualTo(new Codec.PayloadLength(least, most));
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(encoded().putInt(8, 0), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(encoded().putInt(8, 3), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(encoded().putInt(8, 1 << 21), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(encoded().putInt(8, Integer.MIN_VALUE), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(encoded().putInt(8, 2), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(encoded().putFloat(16, -1), ProblemCode.MALFORMED_FRAME, 16);
        assertRefused(encoded().putFloat(16, Float.NaN), ProblemCode.NOT_FINITE, 16);
        assertRefused(encoded().putFloat(12, Float.NEGATIVE_INFINITY), ProblemCode.NOT_FINITE, 12);
        assertRefused(encoded().putFloat(12, Float.MAX_VALUE / 3), ProblemCode.NOT_FINITE, 12);
        assertRefused(encoded().put(25, (byte) 0x10), ProblemCode.MALFORMED_FRAME, 25);
        assertThat(codec().decode(encoded().putFloat(12, Float.MAX_VALUE / 4), 9)
                        .toDense()[0])
                .isFinite();
    }

    /** A block of 2²⁰ for one coordinate takes its 2¹⁷ bytes of signs to claim. */
    @Test
    void aLyingBlockSizeAllocatesNothingOfItsSize() {
        ByteBuffer bytes =
                ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 20);
        Runnable attempt = () -> assertRefused(bytes.rewind(), ProblemCode.MALFORMED_FRAME, 8);
        assertThat(Allocation.of(attempt)).isLessThan(20_000);
    }

    private static Rotated payload(int count, int order, Random random) {
        int blocks = (int) Rotated.blocks(count, order);
        float[] scales = new float[blocks];
        for (int k = 0; k < blocks; k++) {
            scales[k] = random.nextFloat();
        }
        long[] minus = random.longs((blocks * (long) order + 63) / 64).toArray();
        minus[minus.length - 1] &= -1L >>> -(blocks * order);
        return new Rotated(count, random.nextLong(), order, scales, minus);
    }

    private ByteBuffer encoded() {
        return codec().encode(new Rotated(9, 1, 4, new float[] {1, 0, 2}, new long[1]));
    }

    private void assertRefused(ByteBuffer bytes, ProblemCode code, int offset) {
        assertRefused(codec(), bytes, 9, code, offset);
    }
}
