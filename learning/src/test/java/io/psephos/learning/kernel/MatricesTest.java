package io.psephos.learning.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatricesTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 16", "15, 16", "16, 16", "17, 32", "784, 784"})
    void padsToWholeUnits(int columns, int padded) {
        assertThat(Matrices.padded(columns)).isEqualTo(padded);
        assertThat(Matrices.zeros(2, columns)[1]).hasSize(padded);
    }

    @Test
    void transposesTheCornerOnly() {
        float[][] from = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
        float[][] to = new float[2][4];

        Matrices.transpose(from, 3, 2, to);

        assertThat(to).isDeepEqualTo(new float[][] {{1, 4, 7, 0}, {2, 5, 8, 0}});
    }
}
