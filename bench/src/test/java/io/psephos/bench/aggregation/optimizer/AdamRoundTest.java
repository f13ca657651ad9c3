package io.psephos.bench.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamRoundTest {

    @Test
    void bothWaysLeadToTheSameParameters() {
        AdamRound round = new AdamRound(1000, 7);
        float[] served = round.served();
        float[] naive = round.naive();
        for (int i = 0; i < served.length; i++) {
            assertThat(served[i]).isCloseTo(naive[i], within(1e-5f));
        }
        assertThat(round.copied()).hasSize(1000);
    }
}
