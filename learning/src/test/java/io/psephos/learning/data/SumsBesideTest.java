package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.learning.format.DataFileException;
import io.psephos.learning.format.IdxFilesTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of SHA-256 sums that lie beside data files: no file passes because nobody found its line. */
final class SumsBesideTest {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final List<String> FILES =
            List.of(IMAGES, "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    @TempDir
    private Path data;

    private Path folder;

    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectories(data.resolve("tiny"));
        Files.write(folder.resolve(FILES.get(0)), IdxFilesTest.idx(new int[] {3, 1, 2}, 0, 10, 20, 30, 40, 50));
        Files.write(folder.resolve(FILES.get(1)), IdxFilesTest.idx(new int[] {3}, 0, 1, 2));
        Files.write(folder.resolve(FILES.get(2)), IdxFilesTest.idx(new int[] {2, 1, 2}, 1, 2, 3, 4));
        Files.write(folder.resolve(FILES.get(3)), IdxFilesTest.idx(new int[] {2}, 9, 0));
    }

    private static Stream<Arguments> forms() {
        return Stream.of(
                form("text mode", (sum, name) -> sum + "  " + name),
                form("binary mode", (sum, name) -> sum + " *" + name),
                form("this folder", (sum, name) -> sum + "  ./" + name),
                form("this folder, binary mode", (sum, name) -> sum + " *./" + name),
                form("this folder twice", (sum, name) -> sum + "  ././/" + name),
                form("the folder's name", (sum, name) -> sum + "  tiny/" + name),
                form("the folder's name from elsewhere", (sum, name) -> sum + "  ./sets/tiny/" + name),
                form("a folder of before", (sum, name) -> sum + "  raw/" + name),
                form("up and down", (sum, name) -> sum + "  ../tiny/" + name),
                form("a way around", (sum, name) -> sum + "  raw/../" + name),
                form("an absolute path", (sum, name) -> sum + "  /data/sets/tiny/" + name),
                form("Windows", (sum, name) -> sum + "  .\\" + name),
                form("a folder on Windows", (sum, name) -> sum + " *C:\\sets\\tiny\\" + name),
                form("escaped", (sum, name) -> "\\" + sum + "  .\\\\" + name),
                form("upper case", (sum, name) -> sum.toUpperCase(Locale.ROOT) + "  " + name),
                form("BSD", (sum, name) -> "SHA256 (" + name + ") = " + sum),
                form("BSD with a folder", (sum, name) -> "SHA256 (./" + name + ") = " + sum),
                form("BSD reversed", (sum, name) -> sum + " " + name),
                form("OpenSSL 1", (sum, name) -> "SHA256(" + name + ")= " + sum),
                form("OpenSSL 3", (sum, name) -> "SHA2-256(" + name + ")= " + sum),
                form("a tab", (sum, name) -> sum + "\t" + name),
                form("indented", (sum, name) -> "  " + sum + "  " + name),
                form("blanks at the end", (sum, name) -> sum + "  " + name + "  "),
                form("CRLF", (sum, name) -> sum + "  " + name + "\r"),
                form("comments", (sum, name) -> "# " + name + "\n\n" + sum + "  " + name + "\n#"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void aDamagedFilePassesInNoForm(String called, BiFunction<String, String, String> form) throws IOException {
        Path sums = sums(form);
        passes();
        for (String file : FILES) {
            byte[] intact = Files.readAllBytes(folder.resolve(file));
            damage(file);
            refused(folder.resolve(file) + ": must have the SHA-256 of " + sums);
            Files.write(folder.resolve(file), intact);
        }
    }

    @Test
    void aByteOrderMarkHidesNoLine() throws IOException {
        Path sums = sums((sum, name) -> sum + "  " + name);
        Files.writeString(sums, "\uFEFF" + Files.readString(sums));
        passes();
        damage(FILES.get(0));
        refused("must have the SHA-256 of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256SUMS", "SHA256SUM", "sha256sums", "sha256sum.txt", "SHA256SUMS.txt"})
    void theFileHasOtherNamesToo(String called) throws IOException {
        Files.move(sums((sum, name) -> sum + "  " + name), folder.resolve(called));
        passes();
        damage(FILES.get(3));
        refused("must have the SHA-256 of " + folder.resolve(called));
    }

    /** As {@code sha256sum} writes it in the folder of all sets. */
    @Test
    void theSumsOfAllSetsLieAboveThem() throws IOException {
        Path sums = sums((sum, name) -> sum + "  tiny/" + name);
        Files.move(sums, data.resolve("SHA256SUMS"));
        Files.writeString(
                data.resolve("SHA256SUMS"),
                Files.readString(data.resolve("SHA256SUMS")) + "0".repeat(64) + "  other/" + IMAGES + "\n");
        passes();
        damage(FILES.get(2));
        refused("must have the SHA-256 of " + data.resolve("SHA256SUMS"));
    }

    @Test
    void sumsOfOtherSetsAboveSayNothingOfThisOne() throws IOException {
        Files.writeString(data.resolve("SHA256SUMS"), "0".repeat(64) + "  other/" + IMAGES + "\n");
        passes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "all but one", "other names"})
    void aFileWithoutALineIsRefused(String text) throws IOException {
        Path sums = sums((sum, name) -> name.equals(IMAGES) ? "" : sum + "  " + name);
        if (text.equals("other names")) {
            sums((sum, name) -> sum + "  " + name + ".gz");
        } else if (!text.equals("all but one")) {
            Files.writeString(sums, text);
        }
        refused("has no line in " + sums);
    }

    /** A sum that the library knows needs no second one. */
    @Test
    void whoseSumIsKnownNeedsNoLine() throws IOException {
        Checksums known = new Checksums("the original", Map.of(IMAGES, sum(folder.resolve(IMAGES))));
        assertThat(known.check(folder.resolve(IMAGES), sum(folder.resolve(IMAGES))))
                .isTrue();
        assertThat(known.check(folder.resolve("other"), "0".repeat(64))).isFalse();
    }

    @Test
    void linesThatDisagreeAreRefused() throws IOException {
        Path sums = sums((sum, name) -> sum + "  " + name + "\n" + "0".repeat(64) + "  ./" + name);
        refused("must have the SHA-256 of " + sums + ", 0000");
    }

    /** A line of this very folder counts more than one of another. */
    @Test
    void theNearestLineCounts() throws IOException {
        sums((sum, name) -> "0".repeat(64) + "  raw/" + name + "\n" + sum + "  " + name);
        passes();
        sums((sum, name) -> "0".repeat(64) + "  raw/" + name + "\n" + sum + "  sets/tiny/" + name);
        passes();
        sums((sum, name) -> "0".repeat(64) + "  tiny/" + name + "\n" + sum + "  raw/" + name);
        refused("must have the SHA-256 of");
    }

    @Test
    void aLineThatIsNoSumIsNamed() throws IOException {
        Path sums = sums((sum, name) -> sum + "  " + name);
        String whole = Files.readString(sums);
        for (String line : List.of(
                "garbage",
                "0".repeat(63) + "  " + IMAGES,
                "0".repeat(65) + "  " + IMAGES,
                "0".repeat(64),
                "0".repeat(64) + "  ",
                "MD5 (" + IMAGES + ") = " + "0".repeat(64),
                "0".repeat(64) + "  a\0b")) {
            Files.writeString(sums, whole + line + "\n");
            refused(sums + ": line 5 is no SHA-256 sum of a file");
        }
    }

    @Test
    void sumsThatAreNoTextAreRefused() throws IOException {
        Path sums = sums((sum, name) -> sum + "  " + name);
        String whole = Files.readString(sums);
        Files.write(sums, ("\uFEFF" + whole).getBytes(StandardCharsets.UTF_16LE));
        refused(sums + ": line 1, column 1: the text is UTF-16");
        Files.write(sums, (whole + "# Zürich\n").getBytes(StandardCharsets.ISO_8859_1));
        refused(sums + ": line 5, column 4: the byte FC is no UTF-8");
        Files.delete(sums);
        Files.createDirectory(sums);
        refused(sums + ": cannot be read");
        Files.delete(sums);
        Files.createSymbolicLink(sums, folder.resolve("nowhere"));
        refused(sums + ": cannot be read");
    }

    private static Arguments form(String called, BiFunction<String, String, String> form) {
        return Arguments.of(called, form);
    }

    private Path sums(BiFunction<String, String, String> form) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String file : FILES) {
            lines.append(form.apply(sum(folder.resolve(file)), file)).append('\n');
        }
        return Files.writeString(folder.resolve("SHA256SUMS"), lines);
    }

    private static String sum(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Changes the last byte, which leaves a valid file. */
    private void damage(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        bytes[bytes.length - 1] ^= 1;
        Files.write(folder.resolve(file), bytes);
    }

    private void passes() {
        assertThat(DataSets.in(data).load("tiny", 1)).isPresent();
    }

    private void refused(String fault) {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> DataSets.in(data).load("tiny", 1))
                .withMessageContaining(fault);
    }
}
