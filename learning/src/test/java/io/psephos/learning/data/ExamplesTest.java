package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

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
