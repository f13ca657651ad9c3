package io.psephos.learning.format;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvFileTest {
    private static final String PLAIN = "a,b\n1,x\n2,y\n";

    @TempDir
    private Path folder;

    @Test
    void linesMayEndInAnyWayAndTextMayBeMarked() throws IOException {
        List<String> expected = List.of("[a, b]", "2: [1, x]", "3: [2, y]");

        assertThat(read(PLAIN.getBytes(UTF_8))).isEqualTo(expected);
        assertThat(read(PLAIN.strip().getBytes(UTF_8))).isEqualTo(expected);
        assertThat(read(PLAIN.replace("\n", "\r\n").getBytes(UTF_8))).isEqualTo(expected);
        assertThat(read(PLAIN.replace("\n", "\r").getBytes(UTF_8))).isEqualTo(expected);
        assertThat(read(("\uFEFF" + PLAIN).getBytes(UTF_8))).isEqualTo(expected);
        assertThat(read(("\uFEFF" + PLAIN.replace("\n", "\r\n")).getBytes(UTF_8)))
                .isEqualTo(expected);
        assertThat(read((PLAIN + "\n\n").getBytes(UTF_8))).isEqualTo(expected);
        assertThat(read(IdxFilesTest.gzip(PLAIN.getBytes(UTF_8)))).isEqualTo(expected);
    }

    @Test
    void fieldsMayBeQuotedAndHaveSpaceAround() throws IOException {
        assertThat(read("\"a\",\"b, c\"\n \"1\" ,\"say \"\"x\"\"\"\n2, y \n"
                        .replace(" \"1\" ", "\"1\"")
                        .getBytes(UTF_8)))
                .containsExactly("[a, b, c]", "2: [1, say \"x\"]", "3: [2, y]");
    }

    /** Longer than any buffer, with characters of two to four bytes that lie across the ends of buffers. */
    @Test
    void textOfAnyLengthIsRead() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 30_000; i++) {
            text.append(i).append(",é€𝄞").append(i % 7 == 0 ? "." : "").append('\n');
        }

        List<String> read = read(text.toString().getBytes(UTF_8));

        assertThat(read).hasSize(30_001);
        assertThat(read.get(30_000)).isEqualTo("30001: [29999, é€𝄞]");
        assertThat(read.get(29_995)).isEqualTo("29996: [29994, é€𝄞]");
        assertThat(read.get(29_996)).isEqualTo("29997: [29995, é€𝄞.]");
    }

    @Test
    void whatIsWrongIsToldWithItsLine() throws IOException {
        refused("", "is empty");
        refused("a,b\n1,x\n2\n", "line 3: must have 2 fields as the header has, has 1");
        refused("a,b\n1,x\n\n2,y,z\n", "line 4: must have 2 fields as the header has, has 3");
        refused("a,b\n1,x\na,b\n", "line 3: is the header once more");
        refused("a,a\n1,x\n", "line 1: has two columns named 'a'");
        refused("1,2\n3,4\n", "line 1: must have the names of the columns, has numbers");
        refused("a,b\n1,\"x\"y\n", "after line 1: something follows the quote that ends a field");
        refused("<html>\n", "is no text with a record a line, it is a page of HTML");
    }

    @Test
    void bytesThatAreNoUtf8AreToldWithTheirLine() {
        byte[] bytes = ("a,b\n" + "1,x\n".repeat(18_000) + "2,?\n").getBytes(UTF_8);
        bytes[bytes.length - 2] = (byte) 0xE9;
        refused(bytes, "line 18002: the byte E9 is no UTF-8");
        refused(PLAIN.getBytes(UTF_16LE), "line 1: the text is UTF-16");
        refused(("\uFEFF" + PLAIN).getBytes(UTF_16LE), "line 1: the text is UTF-16");
    }

    @Test
    void numbersAreThoseOfDataAndNotOfJava() {
        assertThat(CsvFile.number("-1.5e3")).isEqualTo(-1500);
        assertThat(CsvFile.number("+.5")).isEqualTo(0.5f);
        assertThat(CsvFile.number("1e39")).isEqualTo(Float.POSITIVE_INFINITY);
        for (String none : List.of("", "NaN", "Infinity", "1f", "1d", "0x1p3", "1 2", "1_000", "--1", "e", "١")) {
            assertThat(CsvFile.number(none)).as(none).isNaN();
        }
    }

    private void refused(String text, String fault) throws IOException {
        refused(text.getBytes(UTF_8), fault);
    }

    private void refused(byte[] bytes, String fault) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageStartingWith(folder.resolve("t.csv") + ": ")
                .withMessageContaining(fault);
    }

    private List<String> read(byte[] bytes) throws IOException {
        List<String> read = new ArrayList<>();
        Path file = Files.write(folder.resolve("t.csv"), bytes);
        new CsvFile(file, ',', true, List.of()).read(new CsvFile.Records() {
            @Override
            public void header(List<String> names) {
                read.add(names.toString());
            }

            @Override
            public void add(long line, String[] fields) {
                read.add(line + ": " + List.of(fields));
            }
        });
        return read;
    }
}
