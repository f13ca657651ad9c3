package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class NovoGradTest {
    private static final ParameterLayout ONE = new ParameterLayout(List.of(new TensorShape("w", List.of(2))));
    private static final ParameterLayout TWO =
            new ParameterLayout(List.of(new TensorShape("w", List.of(2)), new TensorShape("b", List.of(1))));

    @Row("optimizer.kind novograd")
    @Test
    void followsTheTraceThroughRestarts() {
        Descent descent = new Descent(new NovoGrad(ONE, 0.95, 0.98, 1e-8, 0.001), 0.01, 1, -1)
                .against(new float[] {3, 4}, new float[] {0, 2});

        assertThat(descent.parameters()[0]).isCloseTo(.98827056012f, within(1e-6f));
        assertThat(descent.parameters()[1]).isCloseTo(-1.01960444944f, within(1e-6f));
        assertThat(descent.state().floats(AdaptiveDescent.SECOND_MOMENT).orElseThrow()[0])
                .isCloseTo(24.58f, within(1e-5f));
    }

    @Test
    void everyTensorHasItsOwnMoment() {
        Descent descent =
                new Descent(new NovoGrad(TWO, 0, 0.98, 1e-8, 0), 1, 0, 0, 0).against(new float[] {3e5f, 4e5f, -1e-3f});

        assertThat(descent.parameters()[0]).isCloseTo(-0.6f, within(1e-6f));
        assertThat(descent.parameters()[1]).isCloseTo(-0.8f, within(1e-6f));
        assertThat(descent.parameters()[2]).isCloseTo(1, within(1e-4f));
    }

    @Test
    void aTensorWithoutAGradientDecaysOnly() {
        Descent descent = new Descent(new NovoGrad(TWO, 0, 0.98, 1e-8, 0.5), 1, 2, 4, 0).against(new float[] {0, 0, 1});

        assertThat(descent.parameters()[0]).isEqualTo(1);
        assertThat(descent.parameters()[1]).isEqualTo(2);
    }

    @Test
    void whatGrowsBeyondAllNumbersIsSaid() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(
                        () -> new Descent(new NovoGrad(ONE, 0, 0.98, 1e-8, 0), 1, 0, 0).against(new float[] {1e30f, 0}))
                .withMessageContaining("'w'");
    }

    @Test
    void sharesTauAndDecayAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NovoGrad(ONE, 1, 0.98, 1e-8, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NovoGrad(ONE, 0, -1, 1e-8, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NovoGrad(ONE, 0, 0.98, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NovoGrad(ONE, 0, 0.98, 1e-8, Double.NaN));
    }
}
