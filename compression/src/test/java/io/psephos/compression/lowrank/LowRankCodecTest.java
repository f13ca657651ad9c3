package io.psephos.compression.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Allocation;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.LowRank;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LowRankCodecTest extends CodecContract {
    private static final Codec SHAPED = new LowRankCodec(Layouts.of(List.of(List.of(2), List.of(2, 3))));

    @Override
    protected Codec codec() {
        return new LowRankCodec();
    }

    @Override
    protected Payload payload(int count, Random random) {
        return new LowRank(List.of(
                random.nextBoolean()
                        ? new LowRank.Whole(floats(count, random))
                        : new LowRank.Factors(count, 1, 1, floats(count, random), floats(1, random))));
    }

    @Row("scheme 14 power-sgd")
    @Test
    void theLayoutIsRanksThenTensors() {
        ByteBuffer bytes = SHAPED.encode(shaped());
        ByteBuffer expected = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
        expected.putInt(2).putInt(0).putInt(2);
        for (float number : new float[] {7, 8, 1, 2, 3, 4, 10, 20, 11, 21, 12, 22}) {
            expected.putFloat(number);
        }
        assertThat(bytes.array()).containsExactly(expected.array());
        assertThat(SHAPED.decode(bytes, 8).toDense())
                .containsExactly(7, 8, 10 + 40, 11 + 42, 12 + 44, 30 + 80, 33 + 84, 36 + 88);
    }

    @Test
    void productsAreMultipliedThenAdded() {
        float[] sums = new float[8];
        Arrays.fill(sums, 0.1f);
        shaped().addTo(sums, -0.3f);
        float[] values = shaped().toDense();
        for (int i = 0; i < 8; i++) {
            float product = -0.3f * values[i];
            assertThat(sums[i]).isEqualTo(0.1f + product);
        }
    }

    @Test
    void theLengthIsBetweenTheFormsOfEachTensor() {
        assertThat(SHAPED.lengthOf(8)).isEqualTo(new Codec.PayloadLength(12 + 8 + 20, 12 + 12 + 40));
        assertThat(SHAPED.decode(bytes(2, 0, 0, new float[8]), 8).toDense()).containsOnly(0);
        assertThat(SHAPED.decode(bytes(2, 1, 1, new float[8]), 8).toDense()).containsOnly(0);
    }

    @Test
    void theOffsetNamesTheFault() {
        assertRefused(bytes(1, 0, 1, new float[7]), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(bytes(2, 2, 1, new float[7]), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(bytes(2, 0, 3, new float[7]), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(bytes(2, 0, -1, new float[7]), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(bytes(2, 0, 2, new float[7]), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(bytes(2, 0, 1, new float[] {0, Float.NaN, 0, 0, 0, 0, 0}), ProblemCode.NOT_FINITE, 16);
        assertRefused(
                bytes(2, 0, 1, new float[] {0, 0, 0, 0, 0, 0, Float.NEGATIVE_INFINITY}), ProblemCode.NOT_FINITE, 36);
        assertRefused(bytes(2, 0, 1, new float[] {0, 0, 0x1p64f, 0, 0x1.1p63f, 0, 0}), ProblemCode.NOT_FINITE, 20);
        assertThat(SHAPED.decode(bytes(2, 0, 1, new float[] {0, 0, 0x1p64f, 0, -0x1p63f, 0, 0}), 8)
                        .toDense())
                .contains(-0x1p127f);
    }

    @Test
    void aLyingRankAllocatesNothingOfItsSize() {
        Codec codec = new LowRankCodec(Layouts.of(List.of(List.of(20_000, 20_000))));
        ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * 40_000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 1).putInt(4, 20_000);
        Runnable attempt = () -> {
            try {
                codec.decode(bytes, 400_000_000);
            } catch (MalformedPayloadException fault) {
                return;
            }
            throw new AssertionError("the payload was taken");
        };
        assertThat(Allocation.of(attempt)).isLessThan(20_000);
    }

    @Test
    void refusesWhatIsNoLowRank() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LowRank(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new LowRank.Whole(new float[0]));
        for (int rank : new int[] {0, 3}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LowRank.Factors(2, 3, rank, new float[2 * rank], new float[3 * rank]))
                    .withMessageContaining("was " + rank);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new LowRank.Factors(2, 3, 1, new float[3], new float[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> new LowRank.Factors(2, 3, 1, new float[2], new float[2]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LowRank.Factors(1, 1, 1, new float[] {0x1p64f}, new float[] {0x1p64f}))
                .withMessageContaining("2^127");
    }

    private static LowRank shaped() {
        return new LowRank(List.of(
                new LowRank.Whole(new float[] {7, 8}),
                new LowRank.Factors(2, 3, 2, new float[] {1, 2, 3, 4}, new float[] {10, 11, 12, 20, 21, 22})));
    }

    private static float[] floats(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static ByteBuffer bytes(int tensors, int first, int second, float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(12 + 4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(tensors).putInt(first).putInt(second);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.rewind();
    }

    private static void assertRefused(ByteBuffer bytes, ProblemCode code, int offset) {
        assertRefused(SHAPED, bytes, 8, code, offset);
    }
}
