package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    private static final String FACT = "clients 0 to 3, sign-flip: they send the opposite of what they learned,"
            + " 10 times as large, and a-word-that-is-longer-than-any-terminal-is-wide-by-far";

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 100, 500})
    void aFactIsBrokenBetweenWords(int columns) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        new Output(new PrintStream(printed, true, StandardCharsets.UTF_8), false, true, columns).fact("liars", FACT);

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text.lines().toList())
                .allSatisfy(line -> assertThat(line).matches("(liars| {5}) {8}\\S.*\\S"))
                .filteredOn(line -> !line.contains("a-word-that"))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(columns));
        assertThat(text.replaceAll("\\s+", " ").strip()).isEqualTo("liars " + FACT);
    }
}
