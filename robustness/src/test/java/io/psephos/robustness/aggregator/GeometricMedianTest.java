package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.vector.Vectors;
import org.junit.jupiter.api.Test;

final class GeometricMedianTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new GeometricMedian(1e-6, 50);
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.HALF;
    }

    /** From zero the first steps are not those of moved vectors. */
    @Override
    boolean movesAlong() {
        return false;
    }

    /** Each step rounds to float. */
    @Override
    boolean keepsUnanimous() {
        return false;
    }

    @Test
    void threeStepsFromZeroAreThePublishedVector() {
        float[] result = new GeometricMedian(0.1, 3).combine(Vectors.of(Inputs.matrix()), 1);
        assertThat(result).usingComparatorWithPrecision(1e-6f).containsExactly(3.78788764f, 4.78788764f, 5.78788764f);
    }

    @Test
    void manyStepsAreTheMiddle() {
        float[] result = new GeometricMedian(0.1, 200).combine(Vectors.of(Inputs.matrix()), 1);
        assertThat(result).usingComparatorWithPrecision(1e-6f).containsExactly(4, 5, 6);
    }

    @Test
    void theVectorWithMostOfTheWeightWins() {
        float[][] rows = {{0, 0}, {10, 0}, {0, 10}};
        Vectors vectors = Vectors.of(rows, new double[] {1, 5, 1});
        assertThat(new GeometricMedian(1e-6, 500).combine(vectors, 1))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(10, 0);
    }
}
