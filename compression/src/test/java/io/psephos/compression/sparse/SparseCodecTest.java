package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Allocation;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.Sparse;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SparseCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new SparseCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        int share = 1 + random.nextInt(6);
        int[] indices = IntStream.range(0, count)
                .filter(i -> random.nextInt(share) == 0)
                .toArray();
        float[] values = new float[indices.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return new Sparse(count, indices, values);
    }

    @Row("scheme 6 sparse")
    @Test
    void theLayoutIsCountThenStepsThenValues() {
        ByteBuffer bytes = codec().encode(new Sparse(1000, new int[] {3, 4, 304}, new float[] {1, -2, 0.5f}));
        byte[] expected = {
            3, 0, 0, 0, 0, 0, 0, 0, 3, 1, (byte) 0xac, 2, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 0, 0, 0, 0x3f
        };
        assertThat(bytes.array()).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1",
        "127,1",
        "128,2",
        "16383,2",
        "16384,3",
        "2097151,3",
        "2097152,4",
        "268435455,4",
        "268435456,5",
        "2147483582,5"
    })
    void anIndexTakesSevenBitsAByte(int index, int bytes) {
        ByteBuffer encoded = codec().encode(new Sparse(Integer.MAX_VALUE - 64, new int[] {index}, new float[] {7}));
        assertThat(encoded.remaining()).isEqualTo(8 + bytes + 4);
        Sparse decoded = (Sparse) codec().decode(encoded, Integer.MAX_VALUE - 64);
        assertThat(decoded.indices()).containsExactly(index);
        assertThat(decoded.values()).containsExactly(7);
    }

    /** For every set of indices there are no more bytes than when all are kept. */
    @Row("scheme 6 sparse")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void noSetOfIndicesTakesMoreThanTheStatedLength(int count) {
        for (int set = 0; set < 1 << count; set++) {
            int kept = set;
            int[] indices =
                    IntStream.range(0, count).filter(i -> (kept >> i & 1) != 0).toArray();
            assertThat((long) codec().encode(new Sparse(count, indices, new float[indices.length]))
                            .remaining())
                    .isBetween(
                            codec().lengthOf(count).min(),
                            codec().lengthOf(count).max());
        }
        assertThat(codec().lengthOf(count)).isEqualTo(new Codec.PayloadLength(8, 8 + 5L * count));
    }

    @Row("scheme 6 sparse")
    @Test
    void theOffsetNamesTheFault() {
        assertRefused(bytes(9, 1, 1, 1, 1, 1), 0);
        assertRefused(bytes(2, 4, 0), 9);
        assertRefused(bytes(2, 4, 5), 9);
        assertRefused(bytes(1, 9), 8);
        assertRefused(bytes(2, 1, 0x81, 0), 9);
        assertRefused(bytes(1, 3, 3), 9);
        assertRefused(bytes(1, 0x80, 0x80, 0x80, 0x80, 0x80, 1), 8);
    }

    @Test
    void aLyingCountAllocatesNothingOfItsSize() {
        ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, 400_000_000);
        Runnable attempt = () -> assertRefused(bytes, 500_000_000, 0);
        assertThat(Allocation.of(attempt)).isLessThan(4096);
    }

    /** k, the bytes of the indices, and as many values. */
    private static ByteBuffer bytes(int kept, int... steps) {
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + steps.length + 4 * Math.min(kept, 2)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(kept);
        for (int step : steps) {
            bytes.put((byte) step);
        }
        return bytes.rewind();
    }

    private void assertRefused(ByteBuffer bytes, int offset) {
        assertRefused(codec(), bytes, 9, ProblemCode.MALFORMED_FRAME, offset);
    }

    private void assertRefused(ByteBuffer bytes, int count, long offset) {
        try {
            codec().decode(bytes, count);
        } catch (MalformedPayloadException fault) {
            assertThat(fault.offset()).isEqualTo(offset);
            return;
        }
        throw new AssertionError("the payload was taken");
    }
}
