package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Vectors;
import org.junit.jupiter.api.Test;

final class NearestToMedianTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new NearestToMedian();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.HALF;
    }

    @Test
    void averagesTheVectorsNearestToThePivot() {
        float[][] rows = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {50, -50}};
        assertThat(new NearestToMedian().combine(Vectors.of(rows), 1)).containsExactly(0.5f, 0.5f);
    }

    /** The matrix with its first row as the pivot that a peer would trust, as byzfl computes it. */
    @Test
    void aroundAPivotOfOnesOwnItIsThePapersRule() {
        assertThat(NearestToMedian.around(Vectors.of(Inputs.matrix()), 1, Inputs.matrix()[0]))
                .containsExactly(2.5f, 3.5f, 4.5f);
    }
}
