package io.psephos.compression.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HadamardTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128, 512, 1024})
    void itIsTheProductWithTheMatrix(int order) {
        Random random = new Random(order);
        float[] x = new float[order + 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(21) - 10;
        }
        float[] expected = x.clone();
        for (int row = 0; row < order; row++) {
            expected[row] = 0;
            for (int column = 0; column < order; column++) {
                expected[row] += (Integer.bitCount(row & column) & 1) == 0 ? x[column] : -x[column];
            }
        }
        Hadamard.transform(x, order);
        assertThat(x).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 20})
    void largeOrdersAreExactUpToTheLargestSum(int order) {
        float[] x = new float[order];
        for (int i = 0; i < order; i++) {
            x[i] = (Integer.bitCount(i & 0b1011) & 1) == 0 ? 1 : -1;
        }
        Hadamard.transform(x, order);
        for (int i = 0; i < order; i++) {
            assertThat(x[i]).isEqualTo(i == 0b1011 ? order : 0);
        }
    }
}
