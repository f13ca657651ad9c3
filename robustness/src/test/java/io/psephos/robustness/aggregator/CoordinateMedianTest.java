package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Vectors;
import org.junit.jupiter.api.Test;

final class CoordinateMedianTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new CoordinateMedian();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.HALF;
    }

    @Test
    void theMatrixOfThreeHasItsMiddleRow() {
        assertThat(new CoordinateMedian().combine(Vectors.of(Inputs.matrix()), 1))
                .containsExactly(4, 5, 6);
    }

    @Test
    void ofAnEvenNumberItIsTheMeanOfTheTwoInTheMiddle() {
        float[][] rows = {{1, -5}, {9, Float.MAX_VALUE}, {2, 3}, {4, Float.MAX_VALUE}};
        assertThat(new CoordinateMedian().combine(Vectors.of(rows), 1))
                .containsExactly(3, (float) ((3.0 + Float.MAX_VALUE) / 2));
    }
}
