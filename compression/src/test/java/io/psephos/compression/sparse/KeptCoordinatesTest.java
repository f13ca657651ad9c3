package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptCoordinatesTest {

    /** 0.07 · 100 is above 7 in binary. */
    @ParameterizedTest
    @CsvSource({
        "0.01,1000,10",
        "0.01,1001,11",
        "0.07,100,7",
        "0.1,3,1",
        "0.999,1000,999",
        "1e-9,5,1",
        "0.5,0,0",
        "0.5,2147483583,1073741792",
        "1,10,1",
        "10,10,10",
        "11,10,10",
        "5,0,0",
        "2147483647,3,3"
    })
    void aShareIsRoundedUpAndANumberIsAtMostAll(double k, int count, int kept) {
        assertThat(new KeptCoordinates(k).of(count)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {0, -0.0, -1, 1.5, 2147483648.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void otherNumbersAreRefused(double k) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeptCoordinates(k))
                .withMessageContaining("was " + k);
    }
}
