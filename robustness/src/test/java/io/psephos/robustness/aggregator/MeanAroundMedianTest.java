package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Vectors;
import org.junit.jupiter.api.Test;

final class MeanAroundMedianTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new MeanAroundMedian();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.HALF;
    }

    @Test
    void takesTheValuesNearestToTheMedian() {
        float[][] rows = {{0}, {1}, {2}, {7}, {100}};
        assertThat(new MeanAroundMedian().combine(Vectors.of(rows), 2)).containsExactly(1);
        assertThat(new MeanAroundMedian().combine(Vectors.of(rows), 1)).containsExactly(2.5f);
    }

    @Test
    void ofTwoValuesEquallyFarTheLowerCounts() {
        float[][] rows = {{9}, {5}, {1}};
        assertThat(new MeanAroundMedian().combine(Vectors.of(rows), 1)).containsExactly(3);
    }
}
