package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;

class AdagradTest extends AdaptiveOptimizerContract {

    @Override
    ServerOptimizer optimizer() {
        return new Adagrad(0, 1e-3);
    }

    @Override
    float[] trace() {
        return new float[] {.0200049f, -.0102583f};
    }

    @Row("optimizer.kind adagrad")
    @Test
    void sharesAndTauAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Adagrad(1, 1e-3))
                .withMessageContaining("was 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Adagrad(0, 0)).withMessageContaining("was 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Adagrad(Double.NaN, 1));
    }
}
