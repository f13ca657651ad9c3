package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPacingTest {
    private final RetryPacing pacing = RetryPacing.forEver();
    private final RandomGenerator jitter = new Random(3);

    @Test
    void doublesUpToTheLongest() {
        long[] full = {200, 400, 800, 1_600, 3_200, 5_000, 5_000};
        for (int failures = 1; failures <= full.length; failures++) {
            assertThat(pacing.pauseAfter(failures, jitter))
                    .isBetween(Duration.ofMillis(full[failures - 1] / 2), Duration.ofMillis(full[failures - 1]));
        }
        assertThat(pacing.pauseAfter(Integer.MAX_VALUE, jitter)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void spreadsClientsOverItsHalf() {
        assertThat(pacing.pauseAfter(1, jitter)).isNotEqualTo(pacing.pauseAfter(1, jitter));
    }

    @Test
    void waitsAtLeastAsLongAsAsked() {
        assertThat(pacing.pauseAsAsked(Duration.ofSeconds(7), jitter))
                .isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_200));
    }

    @Test
    void refusesPausesThatMakeNoSense() {
        assertThatThrownBy(() -> new RetryPacing(Duration.ZERO, Duration.ofSeconds(1), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPacing(Duration.ofSeconds(2), Duration.ofSeconds(1), Optional.empty()))
                .hasMessageContaining("PT2S, PT1S");
    }
}
