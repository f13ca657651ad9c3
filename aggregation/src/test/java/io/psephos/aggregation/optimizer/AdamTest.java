package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.aggregation.optimizer.Adam.Correction;
import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;

class AdamTest extends AdaptiveOptimizerContract {

    @Override
    ServerOptimizer optimizer() {
        return new Adam(0.9, 0.99, 1e-3, Correction.NONE);
    }

    @Override
    float[] trace() {
        return new float[] {-.0161723f, -.0034216f};
    }

    @Test
    void correctedAsFlowerDoesItTheExponentIsOneAhead() {
        ServerOptimizer flower = new Adam(0.9, 0.99, 1e-3, Correction.FLOWER);
        Descent descent = new Descent(flower, 0.1, 0, 0).along(DIFFERENCES);

        assertThat(descent.parameters()[0]).isCloseTo(.0021108f, CLOSE);
        assertThat(descent.parameters()[1]).isCloseTo(-.0149361f, CLOSE);
        assertThat(descent.state().number(Adam.STEPS, 0)).isEqualTo(3);
    }

    @Row("optimizer.kind adam")
    @Test
    void sharesAndTauAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Adam(0.9, 1, 1e-3, Correction.NONE))
                .withMessageContaining("beta2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Adam(-0.1, 0.99, 1e-3, Correction.NONE))
                .withMessageContaining("beta1");
    }
}
