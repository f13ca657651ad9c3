package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Dense;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SgdTest {
    private static final float[] NONE = {};
    private static final ParameterLayout LAYOUT =
            new ParameterLayout(List.of(new TensorShape("weight", List.of(2)), new TensorShape("bias", List.of(1))));
    private static final Signs SIGNS = new Signs(3, new long[] {0b101});
    private static final Ternary VOTES = new Ternary(3, new long[] {0b100}, new long[] {0b001});

    @Row("optimizer.kind sgd")
    @Test
    void aVerdictIsScaledByTheRateInEveryTensor() {
        Stepped published = new Sgd(LAYOUT).step(SIGNS, 0.1, NONE, NamedState.EMPTY);
        assertThat(published.step().isSmall()).isTrue();
        assertThat(published.step().payload()).isInstanceOfSatisfying(ScaledSigns.class, signs -> {
            assertThat(signs.blocks().lengths()).containsExactly(2, 1);
            assertThat(signs.blocks().scales()).containsExactly(0.1f, 0.1f);
            assertThat(signs.votes()).isSameAs(SIGNS);
        });
        assertThat(published.step().applyTo(new float[] {1, 1, 1})).containsExactly(1 - 0.1f, 1 + 0.1f, 1 - 0.1f);
        assertThat(published.state()).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void aTieStaysZero() {
        Step step = new Sgd(LAYOUT).step(VOTES, 0.1, NONE, NamedState.EMPTY).step();
        assertThat(step.payload())
                .isInstanceOfSatisfying(
                        ScaledTernary.class,
                        votes -> assertThat(votes.blocks().scales()).containsExactly(0.1f, 0.1f));
        assertThat(step.applyTo(new float[] {1, -0f, 1})).containsExactly(1 + 0.1f, -0f, 1 - 0.1f);
    }

    @Test
    void withoutALayoutTheWholeVectorIsOneBlock() {
        Step step = new Sgd().step(SIGNS, 0.1, NONE, NamedState.EMPTY).step();
        assertThat(((ScaledSigns) step.payload()).blocks().lengths()).containsExactly(3);
        assertThat(step.applyTo(new float[3])).containsExactly(-0.1f, 0.1f, -0.1f);
    }

    @Row("optimizer.kind sgd")
    @Test
    void aMeanIsMultipliedThenSubtractedWithoutFusing() {
        float[] parameters = {0.3f, -0.7f, 1.1f};
        float[] mean = {0.1f, 0.2f, -0.3f};
        Step step = new Sgd(LAYOUT)
                .step(new Dense(mean), 0.7, NONE, NamedState.EMPTY)
                .step();
        assertThat(step.isSmall()).isFalse();
        float[] next = step.applyTo(parameters);
        for (int i = 0; i < 3; i++) {
            float product = 0.7f * mean[i];
            assertThat(next[i]).isEqualTo(parameters[i] - product);
        }
    }

    @Test
    void momentumSumsDirectionsAndIsDense() {
        Sgd sgd = new Sgd(LAYOUT, 0.5);
        Stepped first = sgd.step(SIGNS, 0.25, NONE, NamedState.EMPTY);
        Stepped second = sgd.step(SIGNS, 0.25, NONE, first.state());
        Stepped third = sgd.step(VOTES, 0.5, NONE, second.state());
        assertThat(first.step().payload().toDense()).containsExactly(0.25f, -0.25f, 0.25f);
        assertThat(second.step().payload().toDense()).containsExactly(0.375f, -0.375f, 0.375f);
        assertThat(third.step().payload().toDense()).containsExactly(-0.125f, -0.375f, 0.875f);
        assertThat(third.step().payload()).isInstanceOf(Dense.class);
        assertThat(third.state().floats(Sgd.MOMENTUM).orElseThrow()).containsExactly(-0.25f, -0.75f, 1.75f);
        assertThat(first.state().floats(Sgd.MOMENTUM).orElseThrow()).containsExactly(1, -1, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void refusesMomentumThatIsNone(double momentum) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sgd(LAYOUT, momentum))
                .withMessageContaining("was " + momentum);
    }
}
