package io.psephos.learning.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of arrays that NumPy 2.4.6 wrote by {@code savez_compressed}, and of others that it never would. */
final class NumpyFilesTest {
    private static final NpzFile WRITTEN = new NpzFile(resource("numpy.npz"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u1",
                "i1",
                "little-i2",
                "big-i2",
                "little-i4",
                "big-i4",
                "little-i8",
                "big-i8",
                "little-u2",
                "big-u2",
                "little-u4",
                "big-u4",
                "little-u8",
                "big-u8",
                "little-f2",
                "big-f2",
                "little-f4",
                "big-f4",
                "little-f8",
                "big-f8"
            })
    void numbersOfEveryTypeAndOrderAreTheSame(String type) {
        for (String order : new String[] {"c-", "fortran-"}) {
            FileArray array = WRITTEN.read(order + type).orElseThrow();

            assertThat(array.shape()).isEqualTo("2 x 3 x 4");
            for (int i = 0; i < 24; i++) {
                assertThat(array.number(i / 12, i % 12))
                        .as("%s%s at %d", order, type, i)
                        .isEqualTo(i);
            }
            assertThat(array.text(1)).isEqualTo("12");
        }
    }

    @Test
    void onlyBytesInTheirOrderStayBytes() {
        assertThat(WRITTEN.read("c-u1").orElseThrow().isBytes()).isTrue();
        assertThat(WRITTEN.read("c-u1").orElseThrow().bytes()[23]).isEqualTo((byte) 23);
        assertThat(WRITTEN.read("fortran-u1").orElseThrow().isBytes()).isFalse();
        assertThat(WRITTEN.read("c-i1").orElseThrow().isBytes()).isFalse();
    }

    @Test
    void textIsRead() {
        assertThat(WRITTEN.read("words").orElseThrow().text(0)).isEqualTo("setosa");
        assertThat(WRITTEN.read("words").orElseThrow().text(1)).isEqualTo("ä€𝄞");
        assertThat(WRITTEN.read("latin").orElseThrow().text(0)).isEqualTo("no");
        assertThat(WRITTEN.read("latin").orElseThrow().text(1)).isEqualTo("yes");
        assertThat(WRITTEN.read("bool").orElseThrow().text(0)).isEqualTo("1");
        assertThat(WRITTEN.read("negative").orElseThrow().text(1)).isEqualTo("-1099511627776");
        assertThat(WRITTEN.read("large").orElseThrow().text(0)).isEqualTo("18446744073709551615");
    }

    @Test
    void halvesAreRead() {
        FileArray halves = WRITTEN.read("halves").orElseThrow();

        assertThat(halves.number(0, 0)).isEqualTo(0.5);
        assertThat(halves.number(1, 0)).isEqualTo(-2);
        assertThat(halves.number(2, 0)).isEqualTo(65504);
        assertThat(halves.number(3, 0)).as("below the smallest normal one").isEqualTo(0x1p-24);
        assertThat(halves.number(4, 0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(halves.number(5, 0)).isNaN();
        assertThat(halves.text(5)).isEmpty();
        assertThat(halves.number(6, 0)).isEqualTo(1365 / 4096.0);
    }

    @Test
    void whatIsNoArrayOfNumbersIsRefused() {
        refused("objects", "holds Python objects (a pickle), which are never read");
        refused("fields", "has named fields");
        refused("number", "is a single number");
        assertThat(WRITTEN.read("nothing")).isEmpty();
        assertThat(WRITTEN.names()).contains("c-u1", "words").isSorted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 99999, 99999), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (536870000,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }",
                "{'descr': '<f4', 'fortran_order': False, }",
                "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<U0', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<U999999', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }",
                "{'fortran_order': False, 'shape': (1,), }",
                "{}",
                ""
            })
    void aHeaderThatLiesCostsNothing(String header) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> read(npy(header, new byte[] {1, 2, 3})))
                .withMessageStartingWith("x.npy: ");
    }

    /** Single damaged bytes: never anything but the one exception, or an array. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesDamage(long seed, @TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(resource("numpy.npz"));
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve("damaged.npz");
        int refusals = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) random.nextInt(1, 256);
            }
            Files.write(file, damaged);
            try {
                for (String name : new String[] {"c-u1", "fortran-big-f8", "words", "halves"}) {
                    new NpzFile(file)
                            .read(name)
                            .ifPresent(array -> assertThat(array.rows()).isPositive());
                }
            } catch (DataFileException e) {
                refusals++;
                assertThat(e).hasMessageContaining("damaged.npz");
            }
        }
        assertThat(refusals).isGreaterThan(60);
    }

    @Test
    void aChecksumThatDiffersIsTold(@TempDir Path folder) throws IOException {
        byte[] file = Files.readAllBytes(resource("stored.npz"));
        file[file.length / 2 - 60] ^= 1;

        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> new NpzFile(Files.write(folder.resolve("one.npz"), file)).read("x"))
                .withMessageContaining("one.npz, array x: is damaged");
    }

    private static void refused(String array, String fault) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> WRITTEN.read(array))
                .withMessageContaining("numpy.npz, array " + array + ": ")
                .withMessageContaining(fault);
    }

    private static FileArray read(byte[] file) {
        return NpyFiles.read(new ByteArrayInputStream(file), "x.npy");
    }

    private static byte[] npy(String header, byte[] values) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        byte[] file = new byte[10 + text.length + values.length];
        byte[] beginning = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)};
        System.arraycopy(beginning, 0, file, 0, 10);
        System.arraycopy(text, 0, file, 10, text.length);
        System.arraycopy(values, 0, file, 10 + text.length, values.length);
        return file;
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(NumpyFilesTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
