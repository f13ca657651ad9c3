package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class KrumTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return Krum.one();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.KRUM;
    }

    /** Six vectors are one too few for f = 2, so that the selection itself is asked. */
    @Test
    void picksByTheNearestOthersOfThePaper() {
        assertThat(Krum.select(Vectors.of(Inputs.line()).distances(), 2, 1)).containsExactly(2);
    }

    /** One neighbour too many, the commonest mistake, picks another one. */
    @Test
    void theVectorTellsTheCommonMistakesApart() {
        assertThat(lowest(2 + 1, 2)).as("n - f - 1 nearest").isEqualTo(1);
        assertThat(lowest(2, 2)).as("n - f - 2 nearest").isEqualTo(2);
    }

    @Test
    void theMatrixOfThreeHasItsFirstRow() {
        assertThat(Krum.select(Vectors.of(Inputs.matrix()).distances(), 1, 1)).containsExactly(0);
    }

    @Test
    void ofEqualScoresTheLowestIndexCounts() {
        float[][] rows = {{2}, {1}, {3}, {0}, {4}, {2}, {2}, {-9}};
        assertThat(Krum.select(Vectors.of(rows).distances(), 2, 3)).containsExactly(0, 5, 6);
    }

    @Test
    void scoresAreSumsOfSquaredDistances() {
        double[] scores = Krum.scores(Vectors.of(Inputs.line()).distances(), 2);
        assertThat(scores[2]).isCloseTo(0.81 + 0.64, within(1e-5));
    }

    @Test
    void multiKrumIsTheMeanOfWhatItSelects() {
        Vectors matrix = Vectors.of(Inputs.matrix());
        assertThat(matrix.mean(Krum.select(matrix.distances(), 1, 2))).containsExactly(2.5f, 3.5f, 4.5f);
        float[][] rows = {{0}, {1}, {2}, {3}, {100}};
        assertThat(Krum.several().combine(Vectors.of(rows), 1)).containsExactly(1.5f);
        assertThat(Krum.several(2).combine(Vectors.of(rows), 1)).containsExactly(1.5f);
    }

    @Test
    void selectsNoMoreThanAreHonest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Krum.several(5).combine(Vectors.of(new float[5][1]), 1))
                .withMessageContaining("n - f = 4")
                .withMessageContaining("was 5");
    }

    /** The pick with so many neighbours and that power of the distance, computed from the values. */
    private static int lowest(int neighbours, double power) {
        float[][] rows = Inputs.line();
        double[] scores = Arrays.stream(rows)
                .mapToDouble(row -> DoubleStream.of(Arrays.stream(rows)
                                .mapToDouble(other -> Math.pow(Math.abs(row[0] - other[0]), power))
                                .sorted()
                                .toArray())
                        .skip(1)
                        .limit(neighbours)
                        .sum())
                .toArray();
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] < scores[best] ? i : best;
        }
        return best;
    }
}
