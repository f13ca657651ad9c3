package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Signs;
import io.psephos.protocol.state.NamedState;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What holds for every server optimizer whose steps adapt to their coordinates. */
abstract class AdaptiveOptimizerContract {
    static final Offset<Float> CLOSE = within(1e-6f);
    static final float[][] DIFFERENCES = {{.1f, -.2f}, {-.3f, .4f}, {.05f, 0}};

    /** With the paper's β₁, β₂ and τ. */
    abstract ServerOptimizer optimizer();

    /** Where rate 0.1 leads from (0, 0) along the differences. */
    abstract float[] trace();

    @Test
    void followsTheTraceThroughRestarts() {
        Descent descent = new Descent(optimizer(), 0.1, 0, 0).along(DIFFERENCES);

        assertThat(descent.parameters()[0]).isCloseTo(trace()[0], CLOSE);
        assertThat(descent.parameters()[1]).isCloseTo(trace()[1], CLOSE);
    }

    @Test
    void nothingMovesWithoutADirection() {
        Descent descent = new Descent(optimizer(), 1, 3, -4).against(new float[2], new float[2]);

        assertThat(descent.parameters()).containsExactly(3, -4);
    }

    @Test
    void votesAreTakenAsNumbers() {
        Stepped votes = optimizer().step(new Signs(2, new long[] {0b01}), 0.1, new float[2], NamedState.EMPTY);
        Descent numbers = new Descent(optimizer(), 0.1, 0, 0).against(new float[] {1, -1});

        assertThat(votes.step().isSmall()).isFalse();
        assertThat(votes.step().applyTo(new float[2])).containsExactly(numbers.parameters());
    }

    @Test
    void theStateBeforeStaysAsItWas() {
        Stepped first = optimizer().step(new Signs(2, new long[] {0b01}), 0.1, new float[2], NamedState.EMPTY);
        NamedState before = NamedState.of(first.state().bytes());

        optimizer().step(new Signs(2, new long[] {0b10}), 0.1, new float[2], first.state());

        assertThat(first.state()).isEqualTo(before);
    }

    /** Coordinates of very different size make steps of like size. */
    @Test
    void stepsAdaptToTheirCoordinates() {
        float[][] same = new float[200][];
        Arrays.fill(same, new float[] {1e3f, 1});
        Descent descent = new Descent(optimizer(), 0.1, 0, 0).against(same);

        assertThat(descent.parameters()[0] / descent.parameters()[1]).isBetween(0.9f, 1.1f);
    }

    @Test
    void whatGrowsBeyondAllNumbersIsSaid() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() ->
                        new Descent(optimizer(), 0.1, 0, 0).against(new float[] {1e20f, 0}, new float[] {1e20f, 0}))
                .withMessageContaining("infinite");
    }
}
