package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the YAML subset for job files. */
class JobYamlTest {
    private static final String RATE = "optimizer: {learningRate: 0.01}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: &a x\nmodel: {net: *a}",
                "participants: {groups: &g [a]}\nmodel: *g",
                "a: &a [x]\nb: &b [*a, *a]",
                "<<: *gone",
            })
    void aliasesAreRefused(String yaml) {
        assertRefused(RATE + yaml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: a\nname: b",
                "model: {seed: 1, seed: 1}",
                "{\"name\": \"a\", \"name\": \"a\"}",
                "- name: a",
                "just text",
                "42",
                "name: [",
                "name: a\n---\nname: b",
                "name: \u0007",
                "!!java.net.URL {a: b}",
                "name: !evil x",
            })
    void whatIsNoPlainMappingIsRefused(String yaml) {
        assertRefused(yaml);
    }

    @Test
    void theSizeIsLimited() {
        String long1 = RATE + "# " + "x".repeat(256 * 1024 - RATE.length() - 2);
        assertThat(JobYaml.parse(long1).name()).isEqualTo("job");

        assertRefused(long1 + "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void theDepthIsLimited(String opening) {
        assertRefused("name: " + opening.repeat(50_000));
        assertRefused("name: " + "[".repeat(40) + "]".repeat(40));
    }

    @Test
    void anEmptyDocumentIsAnEmptyMapping() {
        assertThat(JobFileTest.faults("# nothing")).containsExactly("optimizer.learningRate required");
    }

    private static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of(List.of("~", "null", "Null", "NULL", ""), null),
                Arguments.of(List.of("true", "True", "TRUE", "!!bool True"), true),
                Arguments.of(List.of("false", "False", "FALSE"), false),
                Arguments.of(List.of("5", "+5", "05", "0o5", "0x5", "!!int 5"), 5),
                Arguments.of(List.of("31", "0x1F", "0x1f", "0o37"), 31),
                Arguments.of(List.of("-7", "-07"), -7),
                Arguments.of(List.of("4294967296", "0x100000000"), 1L << 32),
                Arguments.of(List.of("18446744073709551616", "0x10000000000000000"), BigInteger.TWO.pow(64)),
                Arguments.of(List.of(".5", "+.5", "0.5", "5e-1", "5E-1", ".05e+1"), 0.5),
                Arguments.of(List.of("1e3", "1E+3", "1000.", "+1000.0", "!!float 1000"), 1000.0),
                Arguments.of(List.of(".inf", "+.inf", ".Inf", "+.INF", "1e999"), Double.POSITIVE_INFINITY),
                Arguments.of(List.of("-.inf", "-.Inf", "-.INF"), Double.NEGATIVE_INFINITY),
                Arguments.of(List.of(".nan", ".NaN", ".NAN"), Double.NaN),
                Arguments.of(List.of("'5'", "\"5\"", "!!str 5", "! 5"), "5"));
    }

    /** <a href="https://yaml.org/spec/1.2.2/#1032-tag-resolution">Section 10.3.2</a> of the specification. */
    @ParameterizedTest
    @MethodSource("scalars")
    void scalarsFollowTheCoreSchema(List<String> forms, @Nullable Object value) {
        for (String form : forms) {
            assertThat(JobYaml.tree("value: " + form).get("value")).as(form).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "no",
                "on",
                "off",
                "tRue",
                "nULL",
                "nan",
                "inf",
                ".iNF",
                "-.nan",
                "0o8",
                "0xG",
                "0b1",
                "1_000",
                "1:30",
                "2020-01-01",
                "e3",
                "1.5e",
                ".",
                "+",
                "0x",
                "-0x1F",
                "<<"
            })
    void theRestIsText(String text) {
        assertThat(JobYaml.tree("value: " + text).get("value")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "optimizer:\\n  learningRate: 1\\n  learningRate: 2 | optimizer.learningRate"
                        + " | line 3, column 3: the key stands twice, first in line 2",
                "{1: a, 0x1: b} | 1 | line 1, column 8: the key stands twice",
                "name: [a | name[1] | line 1, column 9: expected ',' or ']'",
                "name: \"a | name | line 1, column 9: found unexpected end of stream",
                "model:\\n\\tseed: 1 | model | line 2, column 1: found character",
                "model: {seed: 1}\\n seed: 2 | model | line 2, column 2: expected <block end>",
                "participants: {roster: [a, *b]} | participants.roster[1] | line 1, column 28: a job file has no aliases, had *b",
                "- name | ~~ | line 1, column 1: a job file is a mapping",
                "name: a\\n---\\nname: b | ~~ | line 2, column 1: a job file is one document",
                "name: !evil x | name | line 1, column 7: the tag !evil does not fit here",
                "model: {seed: !!int x} | model.seed | line 1, column 15: the tag !!int does not fit here",
                "model: !!seq {} | model | line 1, column 8: the tag !!seq does not fit here",
                "name: \"\\ud800\" | name | line 1, column 7: half of a surrogate pair",
                "name: \"\\UFFFFFFFF\" | name | line 1, column 1: what follows cannot be read",
                "? [a]\\n: b | ~~ | line 1, column 3: a key must be text, and was a list",
                "? {a: b}\\n: b | ~~ | line 1, column 3: a key must be text, and was a mapping",
                "name: a\\u0007 | ~~ | line 1, column 8: the character U+0007 is not printable",
                "%YAML 2.0\\n---\\nname: a | ~~ | line 1, column 1: what follows"
            })
    void faultsNameKeyAndPlace(String yaml, String path, String detail) {
        String text = yaml.replace("\\n", "\n").replace("\\t", "\t").replace("\\u0007", "\u0007");
        assertThatThrownBy(() -> JobYaml.parse(text)).isInstanceOfSatisfying(InvalidJobException.class, refused -> {
            assertThat(refused.violations().get(0).path()).isEqualTo(path);
            assertThat(refused.violations().get(0).detail()).startsWith(detail);
        });
    }

    @Test
    void aNumberHasItsMostDigits() {
        assertThat(JobYaml.tree("value: " + "9".repeat(1000)).get("value")).isInstanceOf(BigInteger.class);
        assertRefused("value: " + "9".repeat(1001));
        assertRefused("value: ." + "9".repeat(1001));
        assertThat(JobYaml.tree("value: '" + "9".repeat(1001) + "'").get("value"))
                .isInstanceOf(String.class);
    }

    /** The same texts in YAML and JSON. */
    @Test
    void whatIsNoUtf8IsRefused() {
        String text = "{\"name\": \"rêve\", \"optimizer\": {\"learningRate\": 1}}";
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(JobYaml.parse(utf8).name()).isEqualTo("rêve");
        assertThat(JobJson.parse(utf8)).isEqualTo(JobYaml.parse(utf8));
        byte[] marked = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
        assertThat(JobYaml.parse(marked)).isEqualTo(JobYaml.parse(utf8));
        assertThat(JobJson.parse(marked)).isEqualTo(JobYaml.parse(utf8));
        byte[] overlong = utf8.clone();
        overlong[11] = (byte) 0xC1;
        overlong[12] = (byte) 0xA1;
        Map<byte[], String> broken = Map.of(
                text.getBytes(StandardCharsets.ISO_8859_1),
                "line 1, column 12: the byte EA is no UTF-8",
                text.getBytes(StandardCharsets.UTF_16),
                "line 1, column 1: the text is UTF-16 and must be UTF-8",
                text.getBytes(StandardCharsets.UTF_16LE),
                "line 1, column 1: the text is UTF-16 and must be UTF-8",
                text.getBytes(Charset.forName("UTF-32")),
                "line 1, column 1: the text is UTF-32 and must be UTF-8",
                overlong,
                "line 1, column 12: the byte C1 is no UTF-8",
                surrogate(utf8),
                "line 1, column 12: the byte ED is no UTF-8",
                Arrays.copyOf(utf8, 12),
                "line 1, column 12: the byte C3 is no UTF-8");
        broken.forEach((bytes, detail) -> {
            for (ThrowingCallable read :
                    List.<ThrowingCallable>of(() -> JobYaml.parse(bytes), () -> JobJson.parse(bytes))) {
                assertThatThrownBy(read).isInstanceOf(JobSyntaxException.class).hasMessageEndingWith(detail);
            }
        });
    }

    /** The text with half a surrogate pair, in the three bytes that it would have. */
    private static byte[] surrogate(byte[] utf8) {
        byte[] broken = utf8.clone();
        broken[11] = (byte) 0xED;
        broken[12] = (byte) 0xA0;
        broken[13] = (byte) 0x80;
        return broken;
    }

    private static void assertRefused(String yaml) {
        assertThatThrownBy(() -> JobYaml.parse(yaml))
                .isInstanceOfSatisfying(
                        InvalidJobException.class,
                        refused -> assertThat(refused.violations())
                                .singleElement()
                                .satisfies(violation ->
                                        assertThat(violation.code()).isEqualTo("bad-syntax")));
    }
}
