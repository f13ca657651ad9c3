package io.psephos.compression.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BitWriterTest {

    @Test
    void theFirstBitIsTheLowest() {
        byte[] bytes = new byte[2 + BitWriter.SLACK];
        BitWriter writer = new BitWriter(bytes, 0);
        writer.write(0b1, 1);
        writer.write(0b10, 3);
        writer.write(0b1_0000_0001, 9);
        assertThat(Arrays.copyOf(bytes, 2)).containsExactly(0b0001_0101, 0b1_0000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsRead(long seed) {
        Random random = new Random(seed);
        int[] counts = random.ints(500, 0, BitWriter.MOST + 1).toArray();
        long[] values = new long[counts.length];
        byte[] bytes = new byte[3 + 500 * 7 + BitWriter.SLACK];
        BitWriter writer = new BitWriter(bytes, 3);
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            values[i] = random.nextLong() & (1L << counts[i]) - 1;
            writer.write(values[i], counts[i]);
            total += counts[i];
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).limit(3 + (int) (total + 7 >>> 3));
        BitReader reader = new BitReader(buffer, 3);
        for (int i = 0; i < counts.length; i++) {
            assertThat(reader.peek() & (1L << counts[i]) - 1).isEqualTo(values[i]);
            assertThat(reader.skip(counts[i])).isTrue();
        }
        assertThat(reader.position()).isEqualTo(total);
        assertThat(reader.bytesRead()).isEqualTo(total >>> 3);
        assertThat(reader.isAtEnd()).isTrue();
        assertThat(buffer.position()).isZero();
    }

    @Test
    void behindTheEndLieZeros() {
        BitReader reader = new BitReader(ByteBuffer.wrap(new byte[] {-1, -1}), 1);
        assertThat(reader.peek()).isEqualTo(0xff);
        assertThat(reader.skip(8)).isTrue();
        assertThat(reader.peek()).isZero();
        assertThat(reader.skip(1)).isFalse();
        assertThat(reader.bytesRead()).isEqualTo(1);
    }

    @Test
    void theEndIsWhereZerosOfOneByteAreLeft() {
        BitReader ones = new BitReader(ByteBuffer.wrap(new byte[] {1, 4}), 0);
        assertThat(ones.isAtEnd()).isFalse();
        ones.skip(9);
        assertThat(ones.isAtEnd()).isFalse();
        ones.skip(2);
        assertThat(ones.isAtEnd()).isTrue();
        BitReader zeros = new BitReader(ByteBuffer.wrap(new byte[1]), 0);
        assertThat(zeros.isAtEnd()).isFalse();
        assertThat(new BitReader(ByteBuffer.allocate(0), 0).isAtEnd()).isTrue();
    }
}
