package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.robustness.preaggregation.AdaptiveRobustClipping;
import io.psephos.robustness.preaggregation.NearestNeighbourMixing;
import io.psephos.robustness.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every robust rule promises; a rule is one subclass. */
abstract class RobustRuleContract {
    static final int LENGTH = 1500;

    /** The rule for vectors of {@value #LENGTH} coordinates. */
    abstract VectorRule rule();

    abstract Breakdown breakdown();

    /** Whether the result moves along when all vectors are moved. */
    boolean movesAlong() {
        return true;
    }

    /** Whether equal vectors come out as they are, bit for bit. */
    boolean keepsUnanimous() {
        return true;
    }

    /** The largest number of Byzantine vectors among so many. */
    final int most(int count) {
        int byzantine = 0;
        while (byzantine + 1 < count
                && breakdown().refusal("rule", count, byzantine + 1).isEmpty()) {
            byzantine++;
        }
        return Math.min(byzantine, (count - 1) / 2);
    }

    /** How far from the honest vectors' mean the result may be, in units of their greatest distance from it. */
    double reach() {
        return 4;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noOrderOfArrivalChangesABit(long seed) {
        Random random = new Random(seed);
        List<ClientUpdate> updates = Inputs.updates(Inputs.honest(11, LENGTH, random));
        for (RobustAggregator aggregator : aggregators(most(11))) {
            float[] expected = finish(aggregator, updates);
            for (int repetition = 0; repetition < 5; repetition++) {
                List<ClientUpdate> shuffled = new ArrayList<>(updates);
                Collections.shuffle(shuffled, random);
                assertThat(finish(aggregator, shuffled)).containsExactly(expected);
            }
        }
    }

    @Test
    void mergedFoldsSayWhatOneFoldSays() {
        List<ClientUpdate> updates = Inputs.updates(Inputs.honest(11, LENGTH, new Random(4)));
        RobustAggregator aggregator = new RobustAggregator(rule(), most(11));
        Fold left = aggregator.open(LENGTH);
        Fold right = aggregator.open(LENGTH);
        updates.subList(0, 4).forEach(right::add);
        updates.subList(4, 11).forEach(left::add);
        left.merge(right);
        assertThat(left.size()).isEqualTo(11);
        assertThat(left.finish().direction().toDense()).containsExactly(finish(aggregator, updates));
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws InterruptedException, ExecutionException {
        Vectors vectors = Vectors.of(Inputs.honest(19, 40_000, new Random(5)));
        VectorRule rule = wide();
        float[] expected = rule.combine(vectors, most(19));
        for (int threads : new int[] {1, 2, 7}) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            try {
                float[][] rows = new float[19][];
                Arrays.setAll(rows, vectors::row);
                assertThat(pool.submit(() -> rule.combine(Vectors.of(rows), most(19)))
                                .get())
                        .containsExactly(expected);
            } finally {
                pool.shutdown();
            }
        }
    }

    /** The rule for vectors of 40,000 coordinates. */
    VectorRule wide() {
        return rule();
    }

    @Test
    void nobodyByzantineAndEverybodyAlikeIsWhatTheySay() {
        if (!keepsUnanimous()) {
            return;
        }
        float[] row = Inputs.honest(1, LENGTH, new Random(6))[0];
        float[][] rows = new float[11][];
        Arrays.fill(rows, row);
        assertThat(rule().combine(Vectors.of(rows), most(11))).containsExactly(row);
    }

    @Test
    void oneUpdateIsItsOwnAggregateWhereTheRuleTakesOne() {
        float[][] one = Inputs.honest(1, LENGTH, new Random(7));
        if (breakdown().refusal("rule", 1, 0).isPresent()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rule().combine(Vectors.of(one), 0))
                    .withMessageContaining("n = 1");
        } else if (keepsUnanimous()) {
            assertThat(rule().combine(Vectors.of(one), 0)).containsExactly(one[0]);
        } else {
            assertThat(rule().combine(Vectors.of(one), 0)).hasSize(LENGTH);
        }
    }

    @Test
    void movesAlongWithAllVectors() {
        if (!movesAlong()) {
            return;
        }
        float[][] rows = Inputs.honest(11, LENGTH, new Random(8));
        float[][] moved = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        for (float[] row : moved) {
            for (int i = 0; i < LENGTH; i++) {
                row[i] += i % 3 - 4;
            }
        }
        float[] before = rule().combine(Vectors.of(rows), most(11));
        float[] after = rule().combine(Vectors.of(moved), most(11));
        for (int i = 0; i < LENGTH; i++) {
            assertThat(after[i] - (i % 3 - 4)).isCloseTo(before[i], within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 11, 12, 20, 23})
    void vectorsOfAnySizeDoNotMoveItFarFromTheHonestOnes(int count) {
        int byzantine = most(count);
        Random random = new Random(count);
        float[][] rows = Inputs.honest(count, LENGTH, random);
        float[][] honest = Arrays.copyOfRange(rows, byzantine, count);
        float[] mean = Inputs.mean(honest);
        double spread = Arrays.stream(honest)
                .mapToDouble(row -> Inputs.distance(row, mean))
                .max()
                .orElseThrow();
        for (int i = 0; i < byzantine; i++) {
            Arrays.fill(rows[i], i % 2 == 0 ? 1e30f : -1e30f);
        }
        float[] result = rule().combine(Vectors.of(rows), byzantine);
        assertThat(Inputs.distance(result, mean)).isLessThan(reach() * spread);
    }

    @Test
    void refusesMoreByzantineVectorsThanItWithstands() {
        int count = 11;
        int byzantine = 0;
        while (breakdown().refusal("rule", count, byzantine).isEmpty() && byzantine <= count) {
            byzantine++;
        }
        if (byzantine > count) {
            return;
        }
        int tooMany = byzantine;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule().combine(Vectors.of(Inputs.honest(count, LENGTH, new Random(9))), tooMany))
                .withMessageContaining(breakdown().condition())
                .withMessageContaining("n = 11")
                .withMessageContaining("f = " + tooMany);
    }

    private List<RobustAggregator> aggregators(int byzantine) {
        return List.of(
                new RobustAggregator(rule(), byzantine),
                new RobustAggregator(
                        rule(),
                        List.of(new AdaptiveRobustClipping(), new NearestNeighbourMixing()),
                        byzantine,
                        Weights.UNIFORM));
    }

    private static float[] finish(RobustAggregator aggregator, List<ClientUpdate> updates) {
        Fold fold = aggregator.open(updates.get(0).payload().count());
        updates.forEach(fold::add);
        return fold.finish().direction().toDense();
    }
}
