package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Allocation;
import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.Layouts;
import io.psephos.compression.LowRank;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.RandomVotes;
import io.psephos.compression.Rotated;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Sparse;
import io.psephos.compression.SparseSigns;
import io.psephos.compression.dense.Bfloat16;
import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.compression.quantized.Int8;
import io.psephos.compression.quantized.NaturalCompression;
import io.psephos.compression.quantized.Qsgd;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.MalformedFrameException;
import io.psephos.protocol.frame.UpdateFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpdateFramesTest {
    private static final FrameHeader HEADER = new FrameHeader(1, 5, 100, 7);

    @Test
    void aFrameOfVotesIsOneBitAVoteAndAHeader() {
        assertThat(UpdateFrames.encode(HEADER, new Signs(100, new long[2]))).hasSize(48 + 13);
    }

    @Test
    void headerAndPayloadMustBelongTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpdateFrames.encode(HEADER, new Signs(64, new long[1])))
                .withMessageContaining("64");
        assertThatIllegalArgumentException().isThrownBy(() -> UpdateFrames.encode(HEADER, new Dense(new float[100])));
    }

    /** The offer is small and the header claims what it likes: nothing is allocated for the claim. */
    @Test
    void aLyingHeaderAllocatesNothingOfItsSize() {
        byte[] honest = UpdateFrames.encode(HEADER, new Signs(100, new long[2]));
        byte[] lying = honest.clone();
        ByteBuffer.wrap(lying)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(16, 1L << 31)
                .putLong(32, 1L << 28);
        byte[] wrongBase = UpdateFrames.encode(new FrameHeader(1, 6, 100, 7), new Signs(100, new long[2]));
        long ordinary = Allocation.of(() -> refused(wrongBase, 100));
        assertThat(Allocation.of(() -> refused(lying, 100))).isLessThanOrEqualTo(ordinary + 64);
        assertThat(Allocation.of(() -> refused(honest, 400_000_000))).isLessThanOrEqualTo(ordinary + 64);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutatedFramesGiveAValidPayloadOrTheTypedError(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 5000; run++) {
            int count = 1 + random.nextInt(80);
            long[] words = random.longs((count + 63) / 64).toArray();
            words[words.length - 1] &= -1L >>> -count;
            byte[] frame = UpdateFrames.encode(new FrameHeader(1, 5, count, 7), new Signs(count, words));
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertValidOrTyped(frame, count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void mutatedFramesOfEverySchemeAndLayoutGiveAValidPayloadOrTheTypedError(int scheme) {
        Random random = new Random(scheme);
        for (int run = 0; run < 4000; run++) {
            Blocks blocks = RandomVotes.blocks(1 + random.nextInt(80), random);
            ParameterLayout layout = Layouts.of(blocks.lengths());
            FrameHeader header = new FrameHeader(scheme, 5, blocks.count(), 7);
            ByteBuffer payload = Codecs.forFrame(scheme).encode(payload(scheme, blocks, random));
            UpdateFrame.Expected expected = UpdateFrames.expected(scheme, 5, layout, 1000);
            assertThat(UpdateFrames.decode(UpdateFrame.wrap(header, payload), expected, layout)
                            .count())
                    .isEqualTo(blocks.count());
            for (int i = random.nextInt(4); i > 0; i--) {
                payload.put(random.nextInt(payload.limit()), (byte) (1 << random.nextInt(8)));
            }
            payload.limit(Math.max(1, payload.limit() - random.nextInt(3)));
            assertValidOrTyped(UpdateFrame.wrap(header, payload), expected, layout);
        }
    }

    private static void assertValidOrTyped(byte[] frame, UpdateFrame.Expected expected, ParameterLayout layout) {
        Payload payload;
        try {
            payload = UpdateFrames.decode(frame, expected, layout);
        } catch (MalformedFrameException refused) {
            assertThat(refused.code()).isNotNull();
            return;
        }
        assertThat(payload.count()).isEqualTo(layout.parameterCount());
        assertThat(Finite.firstViolation(payload.toDense())).isEqualTo(-1);
    }

    private static Payload payload(int scheme, Blocks blocks, Random random) {
        int count = blocks.count();
        return switch (scheme) {
            case 1 -> RandomVotes.signs(count, random);
            case 2 -> RandomVotes.ternary(count, random);
            case 3 -> new ScaledSigns(blocks, RandomVotes.signs(count, random));
            case 6 -> new Sparse(count, new int[] {random.nextInt(count)}, new float[] {random.nextFloat()});
            case 7 -> new ScaledTernary(blocks, RandomVotes.ternary(count, random));
            case 5 -> new Qsgd(9, 20, Norm.L2, random::nextLong).compress(gaussian(count, random));
            case 8 -> new Bfloat16().compress(gaussian(count, random));
            case 9 -> new Int8(20).compress(gaussian(count, random));
            case 10 -> new BlockQuantization(20, Norm.MAX, random::nextLong).compress(gaussian(count, random));
            case 12 -> new NaturalCompression(random::nextLong).compress(gaussian(count, random));
            case 11 -> new SparseSigns(blocks, bins(blocks), new int[] {random.nextInt(count)});
            case 13 -> new Rotated(count, random.nextLong(), 128, new float[] {random.nextFloat()}, new long[2]);
            case 14 ->
                new LowRank(IntStream.of(blocks.lengths())
                        .mapToObj(UpdateFramesTest::tensor)
                        .toList());
            case 15 -> new Sparse(count, new int[] {random.nextInt(count)}, new float[] {random.nextFloat()});
            default -> new Dense(new float[count]);
        };
    }

    private static float[] gaussian(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static int[] bins(Blocks blocks) {
        int[] bins = new int[blocks.lengths().length];
        Arrays.fill(bins, 20);
        return bins;
    }

    private static LowRank.Tensor tensor(int length) {
        return length % 2 == 0
                ? new LowRank.Whole(new float[length])
                : new LowRank.Factors(length, 1, 1, new float[length], new float[1]);
    }

    private static void assertValidOrTyped(byte[] frame, int count) {
        Payload payload;
        try {
            payload = UpdateFrames.decode(frame, UpdateFrames.expected(1, 5, count, 1000));
        } catch (MalformedFrameException refused) {
            assertThat(refused.code()).isNotNull();
            return;
        }
        assertThat(payload.count()).isEqualTo(count);
    }

    private static void refused(byte[] frame, int count) {
        UpdateFrame.Expected expected = UpdateFrames.expected(1, 5, count, 1000);
        try {
            UpdateFrames.decode(frame, expected);
        } catch (MalformedFrameException refused) {
            return;
        }
        throw new AssertionError("the frame was taken");
    }
}
