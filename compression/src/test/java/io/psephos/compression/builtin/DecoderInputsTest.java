package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seed inputs of {@link DecoderFuzzTest}, replayed on every build. */
final class DecoderInputsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void inputsAreValidOrRefused(int frame) {
        List<Boolean> valid = DecoderInputs.of(frame)
                .map(input -> DecoderInputs.decode(frame, input))
                .toList();
        assertThat(valid).contains(true, false);
    }

    /** An input holds its vector as it was: what is golden decodes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void goldenVectorsAreAmongThem(int frame) {
        long valid = DecoderInputs.whole(frame).stream()
                .filter(input -> DecoderInputs.decode(frame, input))
                .count();
        assertThat(valid).isGreaterThanOrEqualTo(4);
    }
}
