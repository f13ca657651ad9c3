package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Vectors;
import org.junit.jupiter.api.Test;

final class TrimmedMeanTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new TrimmedMean();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.HALF;
    }

    @Test
    void theMatrixOfThreeHasItsMiddleRow() {
        assertThat(new TrimmedMean().combine(Vectors.of(Inputs.matrix()), 1)).containsExactly(4, 5, 6);
    }

    @Test
    void leavesOutSoManyOnEachSide() {
        float[][] rows = {{-100}, {1}, {2}, {6}, {1000}, {-7}, {50}};
        assertThat(new TrimmedMean().combine(Vectors.of(rows), 2)).containsExactly(3);
        assertThat(new TrimmedMean().combine(Vectors.of(rows), 0)).containsExactly(136);
    }
}
