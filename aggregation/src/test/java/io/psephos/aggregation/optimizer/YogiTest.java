package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;

class YogiTest extends AdaptiveOptimizerContract {

    @Override
    ServerOptimizer optimizer() {
        return new Yogi(0.9, 0.99, 1e-3);
    }

    @Override
    float[] trace() {
        return new float[] {-.0159237f, -.0037239f};
    }

    /** After a large direction Adam forgets a hundredth of all that there is in a round, Yogi of what is new. */
    @Test
    void theSecondMomentFallsBySmallSteps() {
        Descent yogi = new Descent(optimizer(), 0.1, 0).against(new float[] {10}, new float[] {0.5f});
        float first = 1e-6f + 0.01f * 100;

        assertThat(yogi.state().floats(AdaptiveDescent.SECOND_MOMENT).orElseThrow()[0])
                .isCloseTo(first - 0.01f * 0.25f, CLOSE);
    }

    @Row("optimizer.kind yogi")
    @Test
    void sharesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Yogi(0.9, 1.5, 1e-3))
                .withMessageContaining("was 1.5");
    }
}
