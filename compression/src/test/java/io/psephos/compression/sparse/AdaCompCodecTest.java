package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Allocation;
import io.psephos.compression.Blocks;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.SparseSigns;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdaCompCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new AdaCompCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        int[] bins = {1, 7, 50, 64, 65, 500, 16384};
        return payload(count, bins[random.nextInt(bins.length)], 1 + random.nextInt(6), random);
    }

    @Row("scheme 11 adacomp")
    @Test
    void theLayoutIsTensorsThenBins() {
        SparseSigns payload =
                new SparseSigns(new Blocks(new int[] {5, 70}, new float[] {0.5f, 2}), new int[] {3, 65}, new int[] {
                    1, 3 | SparseSigns.MINUS, 4, 5 + 64, (5 + 69) | SparseSigns.MINUS
                });
        byte[] expected = {
            2,
            0,
            0,
            0,
            0,
            0,
            0,
            0x3f,
            3,
            0,
            0,
            0,
            0,
            0,
            0,
            0x40,
            65,
            0,
            0,
            0, // tensors
            1,
            0x41,
            2,
            (byte) 0x80,
            0x41, // two bins of entries of a byte
            1,
            64,
            0x40,
            1,
            4,
            (byte) 0x80 // two bins of entries of two
        };
        ByteBuffer bytes = codec().encode(payload);
        assertThat(Arrays.copyOf(bytes.array(), bytes.remaining())).containsExactly(expected);
        Payload decoded = new AdaCompCodec(Layouts.of(5, 70)).decode(bytes, 75);
        assertThat(decoded.toDense()).containsExactly(payload.toDense());
    }

    /** Every coordinate is sent; an empty update; a short last bin, also of one coordinate. */
    @ParameterizedTest
    @CsvSource({
        "1,1",
        "1,65",
        "64,1",
        "64,64",
        "65,64",
        "66,65",
        "127,127",
        "128,128",
        "129,128",
        "300,65",
        "16384,16384",
        "16385,16384",
        "40000,16384"
    })
    void noPayloadIsShorterOrLongerThanStated(int count, int bin) {
        Codec.PayloadLength length = codec().lengthOf(count);
        assertThat(codec().encode(payload(count, bin, 1, new Random(1))).remaining())
                .isLessThanOrEqualTo((int) length.max());
        SparseSigns empty = new SparseSigns(
                new Blocks(new int[] {count}, new float[] {0}), new int[] {AdaComp.MAX_BIN}, new int[0]);
        assertThat((long) codec().encode(empty).remaining()).isEqualTo(length.min());
        assertThat(codec().decode(codec().encode(empty), count).toDense()).containsOnly(0);
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(bytes(1, 0.5f, 4, 0, 0, 0).putInt(0, 2), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(bytes(1, -1, 4, 0, 0, 0), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(bytes(1, Float.NaN, 4, 0, 0, 0), ProblemCode.NOT_FINITE, 4);
        assertRefused(bytes(1, Float.POSITIVE_INFINITY, 4, 0, 0, 0), ProblemCode.NOT_FINITE, 4);
        assertRefused(bytes(1, 1, 0, 0, 0, 0), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(bytes(1, 1, -1, 0, 0, 0), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(bytes(1, 1, 16385, 0, 0, 0), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(bytes(1, 1, 4, 5, 0, 0), ProblemCode.MALFORMED_FRAME, 12);
        assertRefused(bytes(1, 1, 4, 0x80, 0, 0), ProblemCode.MALFORMED_FRAME, 12);
        assertRefused(bytes(1, 1, 4, 1, 0x00, 0, 0), ProblemCode.MALFORMED_FRAME, 13);
        assertRefused(bytes(1, 1, 4, 1, 0xc0, 0, 0), ProblemCode.MALFORMED_FRAME, 13);
        assertRefused(bytes(1, 1, 4, 1, 0x44, 0, 0), ProblemCode.MALFORMED_FRAME, 13);
        assertRefused(bytes(1, 1, 4, 2, 0x42, 0x42, 0, 0), ProblemCode.MALFORMED_FRAME, 14);
        assertRefused(bytes(1, 1, 4, 0, 0, 1, 0x41), ProblemCode.MALFORMED_FRAME, 15);
        assertRefused(bytes(1, 1, 4, 0, 0, 0, 0), ProblemCode.MALFORMED_FRAME, 15);
        assertRefused(bytes(1, 1, 4, 0, 0), ProblemCode.MALFORMED_FRAME, 14);
        assertRefused(bytes(1, 1, 65, 2, 1, 0x40), ProblemCode.MALFORMED_FRAME, 12);
        assertRefused(bytes(1, 1, 65, 1, 9, 0x40), ProblemCode.MALFORMED_FRAME, 13);
    }

    @Test
    void aLyingCountAllocatesNothingOfItsSize() {
        ByteBuffer bytes = ByteBuffer.allocate(60_000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 1)
                .putInt(8, 16384)
                .put(12, (byte) 0x80)
                .put(13, (byte) 0x80)
                .put(14, (byte) 1);
        Codec codec = codec();
        Runnable attempt = () -> {
            try {
                codec.decode(bytes, 400_000_000);
            } catch (MalformedPayloadException fault) {
                return;
            }
            throw new AssertionError("the payload was taken");
        };
        assertThat(Allocation.of(attempt)).isLessThan(5 * 60_000);
    }

    private static SparseSigns payload(int count, int bin, int share, Random random) {
        int[] votes = IntStream.range(0, count)
                .filter(i -> random.nextInt(share) == 0)
                .map(i -> random.nextBoolean() ? i : i | SparseSigns.MINUS)
                .toArray();
        return new SparseSigns(new Blocks(new int[] {count}, new float[] {random.nextFloat()}), new int[] {bin}, votes);
    }

    /** One scale, one bin length, and the bytes of the bins. */
    private static ByteBuffer bytes(int tensors, float scale, int bin, int... bins) {
        ByteBuffer bytes = ByteBuffer.allocate(12 + bins.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(tensors).putFloat(scale).putInt(bin);
        for (int value : bins) {
            bytes.put((byte) value);
        }
        return bytes.rewind();
    }

    private void assertRefused(ByteBuffer bytes, ProblemCode code, int offset) {
        assertRefused(codec(), bytes, 9, code, offset);
    }
}
