package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientReportTest {
    @ParameterizedTest
    @CsvSource({
        "accuracy, 35.2, must be 0 to 1",
        "accuracy, 1.0000000000000002, must be 0 to 1",
        "accuracy, -4.9e-324, must be 0 to 1",
        "accuracy, NaN, must be finite",
        "loss, Infinity, must be finite",
        "examples, 2.5, must be a whole number from 0 to 9007199254740992",
        "examples, -1, must be a whole number from 0 to 9007199254740992",
        "examples, 1e16, must be a whole number from 0 to 9007199254740992",
        "seconds, -Infinity, must be finite"
    })
    void aNameHasItsRange(String name, double value, String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientReport(Map.of(name, value), List.of()))
                .withMessage("'" + name + "' " + range + ", was " + value);
    }

    @ParameterizedTest
    @CsvSource({
        "accuracy, -0.0",
        "accuracy, 1",
        "loss, -1e308",
        "examples, 0",
        "examples, 9007199254740992",
        "Accuracy, 35.2",
        "percent, 35.2"
    })
    void theEndsOfRangesAndOtherNamesAreFine(String name, double value) {
        assertThat(new ClientReport(Map.of(name, value), List.of()).values()).containsEntry(name, value);
    }
}
