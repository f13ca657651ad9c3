package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Allocation;
import io.psephos.compression.Buckets;
import io.psephos.compression.Codec;
import io.psephos.compression.CodecContract;
import io.psephos.compression.Levels;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import io.psephos.compression.bits.BitWriter;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QsgdCodecTest extends CodecContract {
    private static final int[] MOST = {1, 2, 5, 127, 128, 32_767, 32_768, 65_535};

    @Override
    protected Codec codec() {
        return new QsgdCodec();
    }

    /** Sparse and dense ones, of all widths, with buckets of norm 0. */
    @Override
    protected Payload payload(int count, Random random) {
        int max = MOST[random.nextInt(MOST.length)];
        int size = random.nextBoolean() ? 1 + random.nextInt(count) : 1 + random.nextInt(9);
        boolean sparse = random.nextBoolean();
        float[] norms = new float[Buckets.number(count, size)];
        int[] row = new int[count];
        for (int k = 0; k < norms.length; k++) {
            norms[k] = random.nextInt(5) == 0 ? 0 : random.nextFloat();
        }
        for (int i = 0; i < count; i++) {
            boolean zero = norms[i / size] == 0 || random.nextInt(10) < (sparse ? 9 : 2);
            row[i] = zero ? 0 : random.nextInt(2 * max + 1) - max;
        }
        Levels levels = new Levels(count, max);
        levels.set(0, row, count);
        return new Quantized(new Buckets(count, size, norms), Norm.MAX, levels);
    }

    @Row("scheme 5 qsgd")
    @Test
    void theBitsOfFourLevels() {
        LevelCode code = new LevelCode(quantized(4, 1, -1, 0, 4));
        assertThat(bits(code, LevelCode::writeDense, code.denseBits())).isEqualTo("1000100101010100");
        assertThat(bits(code, LevelCode::writeSparse, code.sparseBits())).isEqualTo("101000" + "0000101000101000");
    }

    @Test
    void theBytesOfFourLevels() {
        ByteBuffer bytes = codec().encode(quantized(4, 1, -1, 0, 4));
        byte[] expected = {4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, (byte) 0x91, 0x2a};
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(expected));
    }

    @Test
    void theShorterFormIsSentAndTheDenseOneWhereTheyAreEqual() {
        assertThat(codec().encode(quantized(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                        .get(9))
                .isEqualTo((byte) 1);
        assertThat(codec().encode(quantized(1, 1, 1, 1, 1)).get(9)).isEqualTo((byte) 0);
        Quantized one = quantized(1, 0);
        assertThat(new LevelCode(one).denseBits()).isEqualTo(new LevelCode(one).sparseBits());
        assertThat(codec().encode(one).get(9)).isEqualTo((byte) 0);
    }

    @Test
    void aBucketOfNormZeroHasNoBits() {
        Payload zeros = new Qsgd(7, 10, Norm.L2, () -> 1).compress(new float[25]);
        assertThat(codec().encode(zeros).remaining()).isEqualTo(12 + 3 * 4);
        assertThat(codec().decode(codec().encode(zeros), 25).toDense()).containsOnly(0);
    }

    /** s = √n under the Euclidean norm; a constant vector, all of whose levels are 1, takes exactly 4n + 32. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 64, 256, 1024, 4096})
    void levelsOfTheRootTakeAtMostFourBitsEach(int n) {
        Random random = new Random(n);
        float[] constant = new float[n];
        Arrays.fill(constant, 0.7f);
        assertThat(bits(constant, (int) Math.sqrt(n), 1).denseBits()).isEqualTo(4L * n);
        for (int run = 0; run < 200; run++) {
            float[] update = new float[n];
            double shape = 8 * random.nextDouble();
            for (int i = 0; i < n; i++) {
                update[i] = (float) (random.nextGaussian() * Math.pow(random.nextDouble(), shape));
            }
            LevelCode code = bits(update, (int) Math.sqrt(n), run);
            assertThat(32 + Math.min(code.denseBits(), code.sparseBits())).isLessThanOrEqualTo(4L * n + 32);
        }
    }

    /**
     * Means over 400 vectors with the 32 bits of the norm, and the sparse form as the paper has it, without the number of
     * non-zeros before it, which is 17 bits and 11. Standard deviations of one vector are 40, 31 and 50 bits, so that a
     * mean leaves what is given here with probability below 1e-5.
     */
    @ParameterizedTest
    @CsvSource({"32,3058.8,2860.5,0.01", "1,1132,332,0.05"})
    void gaussianVectorsOf1024(int levels, double dense, double sparse, double tolerance) {
        Random random = new Random(5);
        double denseBits = 0;
        double sparseBits = 0;
        int runs = 400;
        for (int run = 0; run < runs; run++) {
            LevelCode code = bits(gaussian(1024, random), levels, run);
            denseBits += (32.0 + code.denseBits()) / runs;
            sparseBits += (32.0 + code.sparseBits() - (levels == 1 ? 11 : 17)) / runs;
        }
        assertThat(denseBits).isCloseTo(dense, within(tolerance * dense));
        assertThat(sparseBits).isCloseTo(sparse, within(tolerance * sparse));
        assertThat(sparseBits).isLessThan(levels == 1 ? 425.9 : 2.8 * 1024 + 32);
    }

    @Test
    void theOffsetNamesTheFault() {
        Quantized four = quantized(4, 1, -1, 0, 4);
        assertRefused(four, bytes -> bytes.putInt(0, 0), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(four, bytes -> bytes.putInt(0, 65_536), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(four, bytes -> bytes.putInt(0, -1), ProblemCode.MALFORMED_FRAME, 0);
        assertRefused(four, bytes -> bytes.putInt(4, 0), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(four, bytes -> bytes.putInt(4, -1), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(four, bytes -> bytes.putInt(4, 1), ProblemCode.MALFORMED_FRAME, 4);
        assertRefused(four, bytes -> bytes.put(8, (byte) 2), ProblemCode.MALFORMED_FRAME, 8);
        assertRefused(four, bytes -> bytes.put(9, (byte) 2), ProblemCode.MALFORMED_FRAME, 9);
        assertRefused(four, bytes -> bytes.put(9, (byte) -1), ProblemCode.MALFORMED_FRAME, 9);
        assertRefused(four, bytes -> bytes.put(11, (byte) 1), ProblemCode.MALFORMED_FRAME, 10);
        assertRefused(four, bytes -> bytes.putFloat(12, -1), ProblemCode.MALFORMED_FRAME, 12);
        assertRefused(four, bytes -> bytes.putFloat(12, Float.NaN), ProblemCode.NOT_FINITE, 12);
        assertRefused(four, bytes -> bytes.putFloat(12, Float.POSITIVE_INFINITY), ProblemCode.NOT_FINITE, 12);
        assertRefused(four, bytes -> bytes.putInt(0, 3), ProblemCode.MALFORMED_FRAME, 17);
        assertRefused(quantized(4, 1, -1, 0), bytes -> bytes.put(17, (byte) 2), ProblemCode.MALFORMED_FRAME, 17);
    }

    /** (norm / s) × s is infinite for some s where the norm is the largest float. */
    @Test
    void aNormWhoseLastLevelOverflowsIsRefused() {
        int levels = 1;
        while (Quantized.reaches(Float.MAX_VALUE, levels)) {
            levels++;
        }
        assertRefused(
                quantized(levels, 0, 0), bytes -> bytes.putFloat(12, Float.MAX_VALUE), ProblemCode.NOT_FINITE, 12);
    }

    @Test
    void aSparseFormThatLeavesItsBucketIsRefused() {
        // omega(2), omega(3), sign, omega(1): the third coordinate of two
        assertSparseRefused("100" + "110" + "0" + "0", 2);
        // as many as three non-zeros of two
        assertSparseRefused("101000" + "000" + "000" + "000", 2);
        // level 3 of at most 2
        assertSparseRefused("100" + "0" + "0" + "110", 2);
    }

    @Test
    void levelsAndBucketsMayBeFixed() {
        Codec fixed = new QsgdCodec(4, 2);
        assertThat(fixed.lengthOf(5)).isEqualTo(new Codec.PayloadLength(12 + 3 * 4, 12 + 3 * 4 + 7));
        assertThat(codec().lengthOf(5)).isEqualTo(new Codec.PayloadLength(12 + 4, 12 + 5 * 4 + 19));
        Payload payload = new Qsgd(4, 2, Norm.L2, () -> 1).compress(new float[5]);
        assertThat(fixed.decode(codec().encode(payload), 5).count()).isEqualTo(5);
        for (Qsgd other : new Qsgd[] {new Qsgd(5, 2, Norm.L2, () -> 1), new Qsgd(4, 3, Norm.L2, () -> 1)}) {
            assertThatExceptionOfType(MalformedPayloadException.class)
                    .isThrownBy(() -> fixed.decode(codec().encode(other.compress(new float[9])), 9));
        }
    }

    /** As many buckets as the payload has room for, and not one byte of levels. */
    @Test
    void bucketsWithoutLevelsAllocateNoMoreThanTheyMust() {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 4)
                .putInt(4, 2);
        Runnable attempt = () -> assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec().decode(bytes, 1 << 20));
        assertThat(Allocation.of(attempt)).isLessThan(1 << 14);
    }

    private void assertRefused(Quantized quantized, Consumer<ByteBuffer> damage, ProblemCode code, long offset) {
        ByteBuffer bytes = codec().encode(quantized).order(ByteOrder.LITTLE_ENDIAN);
        damage.accept(bytes);
        assertRefused(codec(), bytes, quantized.count(), code, offset);
    }

    private void assertSparseRefused(String digits, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + (digits.length() + 7 >> 3)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(2)
                .putInt(count)
                .putShort((short) 0x100)
                .putShort((short) 0)
                .putFloat(1);
        for (int i = 0; i < digits.length(); i++) {
            int at = 16 + (i >> 3);
            bytes.put(at, (byte) (bytes.get(at) | (digits.charAt(i) - '0') << (i & 7)));
        }
        assertThatExceptionOfType(MalformedPayloadException.class)
                .isThrownBy(() -> codec().decode(bytes.rewind(), count))
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.MALFORMED_FRAME));
    }

    private static LevelCode bits(float[] update, int levels, long seed) {
        return new LevelCode((Quantized) new Qsgd(levels, update.length, Norm.L2, () -> seed).compress(update));
    }

    private static float[] gaussian(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Quantized quantized(int max, int... row) {
        Levels levels = new Levels(row.length, max);
        levels.set(0, row, row.length);
        return new Quantized(new Buckets(row.length, row.length, new float[] {1}), Norm.L2, levels);
    }

    private static String bits(LevelCode code, BiConsumer<LevelCode, BitWriter> form, long count) {
        byte[] bytes = new byte[(int) (count + 7 >>> 3) + BitWriter.SLACK];
        form.accept(code, new BitWriter(bytes, 0));
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            bits.append(bytes[i >> 3] >> (i & 7) & 1);
        }
        return bits.toString();
    }
}
