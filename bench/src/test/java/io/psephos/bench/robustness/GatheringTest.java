package io.psephos.bench.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.learning.kernel.Kernels;
import org.junit.jupiter.api.Test;

final class GatheringTest {

    @Test
    void bothMediansAreTheSame() {
        Gathering gathering = new Gathering(100, 1000, 1);
        assertThat(gathering.median()).startsWith(gathering.sorted(1000)).hasSize(1000);
    }

    @Test
    void bothProductsAreTheSame() {
        assertThat(new Gathering(10, 3, 1).product(Kernels.best()))
                .isDeepEqualTo(new Gathering(10, 3, 1).product(Kernels.plain()));
    }

    @Test
    void countsWhatItDoes() {
        Gathering gathering = new Gathering(10, 3, 1);
        assertThat(gathering.pairs()).isEqualTo(135);
        assertThat(gathering.products()).isEqualTo(10 * 256 * 256);
        assertThat(gathering.distances().count()).isEqualTo(10);
    }
}
