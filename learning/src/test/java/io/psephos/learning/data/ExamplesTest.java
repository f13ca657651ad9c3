package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExamplesTest {

    @Test
    void selectsWithoutCopyingFeatures() {
        float[][] rows = {{1}, {2}, {3}};
        Examples examples = new Examples(rows, new int[] {0, 1, 1}, 3);

        Examples selected = examples.select(new int[] {2, 0, 2});

        assertThat(selected.features(0)).isSameAs(rows[2]);
        assertThat(selected.label(1)).isZero();
        assertThat(selected.classCounts()).containsExactly(1, 2, 0);
        assertThat(examples.select(new int[0]).featureCount()).isEqualTo(1);
    }

    @Test
    void selectsFromASelectionOfAll() {
        Examples examples = new Examples(new float[][] {{1}, {2}, {3}}, new int[] {0, 1, 2}, 3);

        Examples turned = examples.select(new int[] {2, 1, 0}).select(new int[] {0, 2});

        assertThat(turned.features(0)).containsExactly(3);
        assertThat(turned.label(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {16, 100, 255})
    void readsEachByteAsItsQuotient(float white) {
        byte[] values = new byte[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) i;
        }
        Examples examples = Examples.ofBytes(values, white, new int[] {0, 1}, 2);
        float[] row = new float[130];

        examples.select(new int[] {1}).read(0, row);

        assertThat(examples.featureCount()).isEqualTo(128);
        for (int i = 0; i < 128; i++) {
            assertThat(row[i]).isEqualTo((128 + i) / white);
            assertThat(examples.features(0)[i]).isEqualTo(i / white);
        }
        assertThat(row[128]).isZero();
    }

    @Test
    void refusesBytesThatAreNoRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.ofBytes(new byte[5], 1, new int[2], 2))
                .withMessageContaining("5 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.ofBytes(new byte[5], 1, new int[0], 2))
                .withMessageContaining("0 labels");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Examples(new float[2][1], new int[1], 2))
                .withMessageContaining("2 examples");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Examples(new float[][] {{1}, {1, 2}}, new int[2], 2))
                .withMessageContaining("example 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Examples(new float[1][1], new int[] {2}, 2))
                .withMessageContaining("was 2");
    }
}
