package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Vectors;
import org.junit.jupiter.api.Test;

final class CenteredClippingTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new CenteredClipping(new float[0], 200, 1);
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.BOUNDED;
    }

    /** The last aggregate stays where it is. */
    @Override
    boolean movesAlong() {
        return false;
    }

    @Test
    void everyUpdateMovesTheResultByAtMostTheRadiusOverN() {
        float[][] rows = {{3, 4}, {0, 0.5f}, {-1e30f, 0}};
        assertThat(new CenteredClipping(new float[2], 1, 1).combine(Vectors.of(rows), 1))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly((0.6f - 1) / 3, (0.8f + 0.5f) / 3);
    }

    @Test
    void aVectorThatIsTheLastAggregateLeavesIt() {
        float[] last = {2, -1};
        float[][] rows = {last, last, {2, 2}};
        assertThat(new CenteredClipping(last, 1.5, 1).combine(Vectors.of(rows), 1))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(2, -0.5f);
    }

    @Test
    void moreStepsGoOnFromTheFirst() {
        float[][] rows = {{4}, {4}, {4}};
        assertThat(new CenteredClipping(new float[1], 1, 3).combine(Vectors.of(rows), 1))
                .containsExactly(3);
    }
}
