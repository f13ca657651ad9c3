package io.psephos.learning.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public final class IdxFilesTest {

    @Test
    void readsRawAndZippedAlike() throws IOException {
        byte[] raw = idx(new int[] {2, 1, 3}, 1, 2, 3, 4, 5, 255);

        for (byte[] file : new byte[][] {raw, gzip(raw)}) {
            FileArray array = read(file);
            assertThat(array.shape()).isEqualTo("2 x 1 x 3");
            assertThat(array.bytes()).containsExactly(1, 2, 3, 4, 5, -1);
        }
    }

    @Test
    void readsNumbersOfEveryType() {
        byte[] beginning = {0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};
        Map<Integer, ByteBuffer> numbers = Map.of(
                9, ByteBuffer.allocate(2).put((byte) -1).put((byte) 7),
                11, ByteBuffer.allocate(4).putShort((short) -1).putShort((short) 7),
                12, ByteBuffer.allocate(8).putInt(-1).putInt(7),
                13, ByteBuffer.allocate(8).putFloat(-1).putFloat(7),
                14, ByteBuffer.allocate(16).putDouble(-1).putDouble(7));
        numbers.forEach((type, values) -> {
            ByteBuffer file = ByteBuffer.allocate(beginning.length + values.capacity());
            file.put(beginning).put(2, type.byteValue()).put(values.array());

            FileArray array = read(file.array());

            assertThat(array.number(0, 0)).as("type %d", type).isEqualTo(-1);
            assertThat(array.number(0, 1)).as("type %d", type).isEqualTo(7);
            assertThat(array.text(0)).as("type %d", type).isEqualTo("-1");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 12, 16, 17, 21})
    void refusesAFileThatIsCutShort(int length) {
        byte[] whole = idx(new int[] {2, 1, 3}, 1, 2, 3, 4, 5, 6);

        refused(Arrays.copyOf(whole, length), length < 4 ? "" : "cut short");
    }

    @Test
    void refusesAZipThatIsCutShort() throws IOException {
        byte[] zipped = gzip(idx(new int[] {1000}, new int[1000]));

        for (int length = 2; length < zipped.length; length++) {
            refused(Arrays.copyOf(zipped, length), "test.idx: ");
        }
    }

    @Test
    void refusesWhatFollowsTheArray() {
        refused(idx(new int[] {2}, 1, 2, 3), "goes on after its 2 bytes");
    }

    @Test
    void refusesOtherTypesAndDimensions() {
        refused(new byte[] {0, 0, 10, 1, 0, 0, 0, 0}, "is no IDX file, begins with 00000a01");
        refused(new byte[] {0, 0, 8, 0, 0, 0, 0, 0}, "begins with 00000800");
        refused("not an idx file at all".getBytes(), "is no IDX file, it is text");
        refused("<!doctype html>".getBytes(), "is no IDX file, it is a page of HTML");
        refused(new byte[0], "is no IDX file, it is empty");
        refused(idx(new int[] {-1}), "impossible dimensions 4294967295");
        refused(idx(new int[] {1 << 16, 1 << 16, 0}), "impossible dimensions");
    }

    /** A header that promises 2 GB must not cost 2 GB. */
    @Test
    void allocatesNothingForALie() {
        refused(idx(new int[] {Integer.MAX_VALUE - 100}, 1, 2, 3), "cut short");
    }

    /** Single damaged bytes of a zipped file: never anything but the one exception, or the same array. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesDamage(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = gzip(idx(new int[] {100}, random.ints(100, 0, 256).toArray()));
        FileArray intact = read(whole);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) random.nextInt(1, 256);
            try {
                assertThat(read(damaged).bytes())
                        .as("seed %d, byte %d", seed, i)
                        .isEqualTo(intact.bytes());
            } catch (DataFileException e) {
                assertThat(e).hasMessageStartingWith("test.idx: ");
            }
        }
    }

    private static void refused(byte[] file, String fault) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> read(file))
                .withMessageStartingWith("test.idx: ")
                .withMessageContaining(fault);
    }

    private static FileArray read(byte[] file) {
        return IdxFiles.read(new ByteArrayInputStream(file), "test.idx");
    }

    public static byte[] idx(int[] shape, int... values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
        file.putInt(0x800 | shape.length);
        for (int dimension : shape) {
            file.putInt(dimension);
        }
        for (int value : values) {
            file.put((byte) value);
        }
        return file.array();
    }

    public static byte[] gzip(byte[] raw) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(raw);
        }
        return zipped.toByteArray();
    }
}
