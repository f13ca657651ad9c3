package io.psephos.bench.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.learning.kernel.Kernels;
import org.junit.jupiter.api.Test;

final class SyntheticUpdatesTest {

    @Test
    void bothMediansAreTheSame() {
        SyntheticUpdates updates = new SyntheticUpdates(100, 1000, 1);
        assertThat(updates.median()).startsWith(updates.sorted(1000)).hasSize(1000);
    }

    @Test
    void bothProductsAreTheSame() {
        assertThat(new SyntheticUpdates(10, 3, 1).product(Kernels.best()))
                .isDeepEqualTo(new SyntheticUpdates(10, 3, 1).product(Kernels.plain()));
    }

    @Test
    void countsWhatItDoes() {
        SyntheticUpdates updates = new SyntheticUpdates(10, 3, 1);
        assertThat(updates.pairs()).isEqualTo(135);
        assertThat(updates.products()).isEqualTo(10 * 256 * 256);
        assertThat(updates.distances().count()).isEqualTo(10);
    }
}
