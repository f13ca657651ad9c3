package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.Dense;
import io.psephos.compression.Sparse;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.robustness.preaggregation.Bucketing;
import io.psephos.robustness.preaggregation.StaticClipping;
import io.psephos.robustness.vector.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fold that keeps a round's updates, and the vectors that it passes to the rule. */
final class RobustAggregatorTest {
    /** Shows what order and what rows a rule sees. */
    private static final VectorRule FIRST_ROW =
            (vectors, byzantine) -> vectors.row(0).clone();

    @Test
    void rulesSeeUpdatesInTheOrderOfTheirClients() {
        Fold fold = new RobustAggregator(FIRST_ROW, 0).open(2);
        fold.add(update("c", 3, 3));
        fold.add(update("a", 1, 1));
        fold.add(update("b", 2, 2));
        assertThat(fold.finish().direction().toDense()).containsExactly(1, 1);
    }

    @Test
    void theAggregateSaysWhatARuleLeftUndone() {
        for (int steps : new int[] {1, 32}) {
            Fold fold = new RobustAggregator(new GeometricMedian(1e-6, steps), 1).open(2);
            fold.add(update("a", 0, 0));
            fold.add(update("b", 3, 0));
            fold.add(update("c", 0, 1));
            assertThat(fold.finish().unsettled() > 0).isEqualTo(steps == 1);
        }
    }

    @Test
    void severalUpdatesOfOneClientAreToldApartByTheirValues() {
        RobustAggregator aggregator = new RobustAggregator(FIRST_ROW, 0);
        Fold one = aggregator.open(2);
        one.add(update("a", 5, 0));
        one.add(update("a", 4, 9));
        Fold other = aggregator.open(2);
        other.add(update("a", 4, 9));
        other.add(update("a", 5, 0));
        assertThat(one.finish().direction().toDense()).containsExactly(4, 9);
        assertThat(other.finish().direction().toDense()).containsExactly(4, 9);
    }

    @Test
    void whatLiesBehindIsShorter() {
        Fold fold = new RobustAggregator(new ArithmeticMean(), 0).open(2);
        fold.add(update("a", 4, 8).dampenedBy(0.5));
        fold.add(update("b", 2, 0));
        assertThat(fold.finish().direction().toDense()).containsExactly(2, 2);
    }

    @Test
    void stagesComeInTheirOrder() {
        Vectors vectors = Vectors.of(new float[][] {{4}, {4}, {0}, {0}});
        StaticClipping clipping = new StaticClipping(1);
        Bucketing bucketing = new Bucketing(4, 1);
        RobustAggregator clippedFirst =
                new RobustAggregator(FIRST_ROW, List.of(clipping, bucketing), 0, Weights.UNIFORM);
        RobustAggregator clippedLast =
                new RobustAggregator(FIRST_ROW, List.of(bucketing, clipping), 0, Weights.UNIFORM);
        assertThat(clippedFirst.combine(vectors).vector()).containsExactly(0.5f);
        assertThat(clippedLast.combine(vectors).vector()).containsExactly(1);
    }

    @Test
    void examplesAreHeardOfWhereTheyWeigh() {
        VectorRule weights = (vectors, byzantine) -> new float[] {(float) vectors.weight(0), (float) vectors.weight(1)};
        List<ClientUpdate> updates = List.of(
                new ClientUpdate(new ClientId("a"), new Dense(new float[2]), 30),
                new ClientUpdate(new ClientId("b"), new Dense(new float[2]), 0));
        Fold weighted = new RobustAggregator(weights, List.of(), 0, Weights.EXAMPLES).open(2);
        Fold uniform = new RobustAggregator(weights, 0).open(2);
        updates.forEach(weighted::add);
        updates.forEach(uniform::add);
        assertThat(weighted.finish().direction().toDense()).containsExactly(30, 1);
        assertThat(uniform.finish().direction().toDense()).containsExactly(1, 1);
    }

    @Test
    void letsGoOfItsUpdatesWhenItIsFinished() {
        Fold fold = new RobustAggregator(new CoordinateMedian(), 0).open(3);
        fold.add(new ClientUpdate(new ClientId("a"), new Sparse(3, new int[] {1}, new float[] {2}), 1));
        assertThat(fold.finish().direction().toDense()).containsExactly(0, 2, 0);
        assertThat(fold.size()).isZero();
        assertThatIllegalStateException().isThrownBy(fold::finish);
    }

    @Test
    void takesNothingThatDoesNotFit() {
        RobustAggregator median = new RobustAggregator(new CoordinateMedian(), 1);
        Fold fold = median.open(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fold.add(new ClientUpdate(new ClientId("a"), new Dense(new float[3]), 1)))
                .withMessageContaining("2 coordinates")
                .withMessageContaining("3");
        assertThatIllegalArgumentException().isThrownBy(() -> fold.merge(median.open(3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fold.merge(new RobustAggregator(new TrimmedMean(), 1).open(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> median.open(0)).withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RobustAggregator(new CoordinateMedian(), -1))
                .withMessageContaining("-1");
    }

    private static ClientUpdate update(String client, float... values) {
        return new ClientUpdate(new ClientId(client), new Dense(values), 1);
    }
}
