package io.psephos.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of what is said of files that are refused: what the file is, then the tensor, its type, its place. */
final class SafetensorsReasonsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`a`:{`dtype`:`F32`,`shape`:[2.7],`data_offsets`:[0,8]}} | tensor 'a': shape must be whole numbers from 0, had 2.7",
                "{`a`:{`dtype`:`F32`,`shape`:[2.0],`data_offsets`:[0,8]}} | tensor 'a': shape must be whole numbers from 0, had 2.0",
                "{`a`:{`dtype`:`F32`,`shape`:[2e0],`data_offsets`:[0,8]}} | tensor 'a': shape must be whole numbers from 0, had 2e0",
                "{`a`:{`dtype`:`F32`,`shape`:[-2],`data_offsets`:[0,8]}} | tensor 'a': shape must be whole numbers from 0, had -2",
                "{`a`:{`dtype`:`F32`,`shape`:[`2`],`data_offsets`:[0,8]}} | tensor 'a': shape must be whole numbers from 0, had text",
                "{`a`:{`dtype`:`F32`,`shape`:[null],`data_offsets`:[0,8]}} | tensor 'a': shape must be whole numbers from 0, had null",
                "{`a`:{`dtype`:`F32`,`shape`:2,`data_offsets`:[0,8]}} | tensor 'a': shape must be a list, was a number",
                "{`a`:{`dtype`:`F32`,`shape`:null,`data_offsets`:[0,8]}} | tensor 'a': shape must be a list, was null",
                "{`a`:{`dtype`:`F32`,`data_offsets`:[0,8]}} | tensor 'a' has no shape",
                "{`a`:{`shape`:[2],`data_offsets`:[0,8]}} | tensor 'a' has no dtype",
                "{`a`:{`dtype`:`F32`,`shape`:[2]}} | tensor 'a' has no data_offsets",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[`0`,`8`]}}"
                        + " | tensor 'a': data_offsets must be whole numbers from 0, had text",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[-0,8]}} | tensor 'a': data_offsets must be whole numbers from 0, had -0",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[0,8,8]}} | tensor 'a': data_offsets are two, were 3",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[8,0]}} | tensor 'a' ends before it begins: data_offsets 8 to 0",
                "{`a`:{`dtype`:`F32`,`shape`:[65536,65536,65536,65536],`data_offsets`:[0,8]}}"
                        + " | tensor 'a' of shape [65536, 65536, 65536, 65536] and dtype F32 is larger than any file",
                "{`a`:{`dtype`:`F32`,`shape`:[99999999999999999999],`data_offsets`:[0,8]}}"
                        + " | tensor 'a': shape is out of range: 99999999999999999999",
                "{`a`:{`dtype`:`F32`,`shape`:[3],`data_offsets`:[0,8]}}"
                        + " | tensor 'a' of shape [3] and dtype F32 has 12 bytes, its data_offsets are 0 to 8",
                "{`a`:{`dtype`:`F32`,`shape`:[3],`data_offsets`:[0,12]}} | tensor 'a' ends at byte 12 of the data, which has 8",
                "{`a`:{`dtype`:`F32`,`shape`:[1],`data_offsets`:[0,4]}} | the tensors end at byte 4 of the data, which has 8",
                "{`a`:{`dtype`:`F32`,`shape`:[1],`data_offsets`:[4,8]}} | the data has a hole from byte 0 to byte 4, before tensor 'a'",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[0,8]},`b`:{`dtype`:`F32`,`shape`:[1],`data_offsets`:[4,8]}}"
                        + " | tensor 'b' overlaps tensor 'a' at byte 4",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[0,8]},`a`:{}}"
                        + " | the header is not JSON: a, line 1, column 58: the key stands twice",
                "{`a`:{`dtype`:`F32`,`shape`:[0],`data_offsets`:[0,0]},`b`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[0,8]}}"
                        + " | tensor 'a' is empty: its shape is [0]",
                "{`a`:{`dtype`:`I64`,`shape`:[],`data_offsets`:[0,8]}}"
                        + " | the file holds no parameters: tensor 'a' is I64, and parameters are F32, F16, BF16 or F64",
                "{`a`:{`dtype`:`C64`,`shape`:[1],`data_offsets`:[0,8]}}"
                        + " | tensor 'a' is C64; parameters are F32, F16, BF16 or F64, and integers and BOOL are carried beside them",
                "{`a`:{`dtype`:`F32`,`shape`:[1],`data_offsets`:[0,4]},`b`:{`dtype`:`F8_E4M3`,`shape`:[4],`data_offsets`:[4,8]}}"
                        + " | tensor 'b' is F8_E4M3; parameters are F32",
                "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[0,8]},`b`:{`dtype`:`I64`,`shape`:[0],`data_offsets`:[8,8]}}"
                        + " | tensor 'b' is empty: its shape is [0]",
                "{`a`:{`dtype`:`FLOAT`,`shape`:[2],`data_offsets`:[0,8]}} | tensor 'a' is of the unknown dtype 'FLOAT'",
                "{`a`:{`dtype`:32,`shape`:[2],`data_offsets`:[0,8]}} | tensor 'a': dtype must be text, was a number",
                "{`a`:{`dtype`:`F4`,`shape`:[3],`data_offsets`:[0,8]}} | tensor 'a' of shape [3] and dtype F4 does not end with a byte",
                "{`a`:null} | tensor 'a' must be an object, was null",
                "{`a`:[`F32`,[2],[0,8]]} | tensor 'a' must be an object, was a list",
                "{`__metadata__`:[`pt`]} | __metadata__ must be an object, was a list",
                "{`__metadata__`:{`format`:1}} | __metadata__ is text by key, 'format' was a number",
                "{`__metadata__`:{`format`:null}} | __metadata__ is text by key, 'format' was null",
                "{`__metadata__`:{}} | the tensors end at byte 0 of the data, which has 8",
                "[] | the header must begin with {, begins with the byte 5B",
                "' {}' | the header must begin with {, begins with the byte 27",
                "{`a`:{`dtype`:`F32`,} | the header is not JSON: a.dtype, line 1, column 21: nothing follows the comma",
                "{`a`:{`dtype`:`\\ud800`}} | the header is not JSON: a.dtype, line 1, column 15: half of a surrogate pair is no character",
                "{`a`:{`dtype`:NaN}} | the header is not JSON: a.dtype, line 1, column",
                "{`a`:{}}} | the header is not JSON: line 1, column 9"
            })
    void theReasonNamesTheTensor(String header, String reason) {
        refused(file(header.replace('`', '"').getBytes(StandardCharsets.UTF_8)), reason);
    }

    @Test
    void headersInOtherEncodingsAreNamed() {
        String header = "{\"ä\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        refused(
                file(header.getBytes(StandardCharsets.UTF_16LE)),
                "the header is not JSON: line 1, column 1: the text is UTF-16");
        refused(
                file(header.getBytes(StandardCharsets.UTF_16)),
                "the header must begin with {, begins with the byte FE");
        refused(file(header.getBytes(StandardCharsets.ISO_8859_1)), "line 1, column 3: the byte E4 is no UTF-8");
        refused(file(("\uFEFF" + header).getBytes(StandardCharsets.UTF_8)), "begins with the byte EF");
        refused(file((header + "\0").getBytes(StandardCharsets.UTF_8)), "the header is not JSON: line 1, column 55");
        assertThat(Safetensors.layout(file((header + " \n ").getBytes(StandardCharsets.UTF_8)))
                        .parameterCount())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 1000, 100_000})
    void deepNestingIsNoStackOverflow(int depth) {
        refused(file(("{\"a\":" + "[".repeat(depth)).getBytes(StandardCharsets.UTF_8)), "the header is not JSON: ");
    }

    @Test
    void lengthsOfHeadersThatAreNotThereAreNamed() {
        byte[] file = file("{}".getBytes(StandardCharsets.UTF_8));
        ByteBuffer length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        refused(length.putLong(0, 0).array(), "the first 8 bytes are the length of the header, and were 0");
        refused(
                length.putLong(0, 11).array(),
                "cut short, or no safetensors file: its header has 11 bytes, and 10 follow");
        refused(length.putLong(0, -1).array(), "its header has 18446744073709551615 bytes, and 10 follow");
        refused(new byte[] {2, 0, 0, 0, 0, 0, 0, 0}, "more than 8 bytes, had 8");
        assertThat(Safetensors.hasOverlongHeader(length.putLong(0, 1L << 30).array()))
                .as("a header that is not there is not too large")
                .isFalse();
        byte[] overlong = file(("{" + " ".repeat(1 << 20) + "}").getBytes(StandardCharsets.UTF_8));
        assertThat(Safetensors.hasOverlongHeader(overlong)).isTrue();
        refused(overlong, "a header has at most 1048576 bytes, had 1048578");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80027d71002e | a Python pickle",
                "80049503000000000000007d942e | a Python pickle",
                "80028a0a6cfc9c46f9206aa850192e80024de903 | a PyTorch checkpoint in its old form",
                "894844460d0a1a0a0000000000080800 | HDF5",
                "934e554d5059010076007b276465736372 | a NumPy array (.npy)",
                "1f8b080000000000000300 | compressed by gzip",
                "28b52ffd2400010000 | compressed by Zstandard",
                "4747554603000000 | a GGUF model",
                "08081207707974 6f726368 | an ONNX model",
                "1c00000054464c33 | a TensorFlow Lite model",
                "7b226d6574616461746122 | JSON text",
                "7b226d657461647b | JSON text",
                "3c21646f63747970652068746d6c3e | a page of HTML or XML",
                "76657273696f6e2068747470733a2f2f6769742d6c66732e | a pointer of Git LFS",
                "68656c6c6f20776f726c64 | text",
                "5053504801030000 | an update frame"
            })
    void whatTheFileIsComesFirst(String hex, String kind) {
        byte[] file = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(Safetensors.hasOverlongHeader(file)).isFalse();
        refused(file, "the file is " + kind);
    }

    @Test
    void archivesAreToldApart() throws IOException {
        refused(zip("archive/data.pkl", "archive/version"), "the file is a PyTorch checkpoint (.pt, .pth");
        refused(zip("weight.npy"), "the file is NumPy arrays (.npz");
        refused(zip("config.json", "model.weights.h5"), "the file is a Keras model");
        refused(zip("word/document.xml"), "the file is a zip archive; it must be a safetensors file");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(file("{}".getBytes(StandardCharsets.UTF_8)));
        }
        refused(zipped.toByteArray(), "the file is compressed by gzip");
        refused(new byte[0], "the file is empty");
    }

    /** A header of 640 or 559,903 bytes begins as a pickle or a gzip file does. */
    @ParameterizedTest
    @ValueSource(ints = {0x280, 0x480, 0x88b1f})
    void lengthsThatLookLikeSomethingElseAreLengths(int length) {
        String tensors = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        byte[] file = file((tensors + " ".repeat(length - tensors.length())).getBytes(StandardCharsets.UTF_8));
        assertThat(Safetensors.layout(file).parameterCount()).isEqualTo(2);
        refused(Arrays.copyOf(file, 200), "the file is cut short");
    }

    /** Mutated headers of seven files, and whether the reader of the format's authors (safetensors 0.8.0) takes them. */
    @Test
    void whatTheReferenceRefusesIsRefused() throws IOException {
        List<String> ours = List.of(
                "parameters are F32",
                "is empty",
                "must have 1 to 200 characters",
                "stands twice",
                "must begin with {",
                "was null",
                "was a list");
        int taken = 0;
        int mutants = 0;
        InputStream resource = Objects.requireNonNull(getClass().getResourceAsStream("mutated-headers.tsv.gz"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t");
                mutants++;
                String reason = reason(Base64.getDecoder().decode(parts[0]));
                taken += reason.isEmpty() ? 1 : 0;
                if (parts[1].equals("refused")) {
                    assertThat(reason).as(parts[0]).isNotEmpty();
                } else if (!reason.isEmpty()) {
                    assertThat(ours).as(parts[0] + ": " + reason).anyMatch(reason::contains);
                }
            }
        }
        assertThat(mutants).isEqualTo(3000);
        assertThat(taken).isGreaterThan(50);
    }

    private static String reason(byte[] file) {
        try {
            return Safetensors.layout(file).tensors().isEmpty() ? "no tensor" : "";
        } catch (IllegalArgumentException refused) {
            return refused.getMessage();
        }
    }

    private static void refused(byte[] file, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.layout(file))
                .withMessageContaining(reason);
    }

    /** The header, then eight bytes of data. */
    private static byte[] file(byte[] header) {
        ByteBuffer file = ByteBuffer.allocate(16 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(header.length).put(header).putLong(0).array();
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.US_ASCII));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
