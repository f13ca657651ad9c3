package io.psephos.robustness.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.Aggregators;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.Dense;
import io.psephos.compression.sign.Sign;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec.Aggregation;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.Rule;
import io.psephos.robustness.Rules;
import io.psephos.robustness.aggregator.CenteredClipping;
import io.psephos.robustness.aggregator.RobustAggregator;
import io.psephos.robustness.aggregator.RootTrust;
import io.psephos.robustness.aggregator.VectorRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much of the damage that a line holds the search for it finds, against every rule after every stage. */
final class OptimizedAttackTest {
    private static final int EVALUATIONS = 20;
    private static final int LENGTH = 12;
    private static final int[][] SIZES = {{10, 2}, {10, 4}, {3, 1}, {20, 3}};
    private static final int LAST_OF_GRID = 40;
    private static final int STEPS_A_FACTOR = 4;

    /** Honest updates of several kinds. */
    private enum Honest {
        ALIKE,
        NOISY,
        HEAVY_TAILED,
        CLASSES_APART,
        LENGTHS_APART;

        List<float[]> updates(int count, Random random) {
            double[] mean = random.doubles(LENGTH, -1.5, 1.5).toArray();
            List<float[]> updates = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                double length = Math.exp(random.nextGaussian());
                float[] update = new float[LENGTH];
                for (int c = 0; c < LENGTH; c++) {
                    double noise = random.nextGaussian();
                    double value = switch (this) {
                        case ALIKE -> mean[c] + 0.1 * noise;
                        case NOISY -> 0.3 * mean[c] + noise;
                        case HEAVY_TAILED -> 0.3 * mean[c] + noise / Math.max(0.05, Math.abs(random.nextGaussian()));
                        case CLASSES_APART -> (c % 4 == i % 4 ? 3 : 0) + 0.2 * noise;
                        case LENGTHS_APART -> length * (0.3 * mean[c] + noise);
                    };
                    update[c] = (float) value;
                }
                updates.add(update);
            }
            return updates;
        }
    }

    /**
     * Of all cases of a rule at most one in fifty may have less than 90 % of the most squared distance on a grid from 0 to
     * 40: some rules fail against a few narrow ranges of factors only, which 20 trials may miss. The seeds are fixed.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void findsNineTenthsOfTheDamageOnItsLine(Rule rule) {
        List<String> missed = new ArrayList<>();
        int cases = 0;
        double sum = 0;
        for (List<Choice<PreAggregationKind>> chain : chains(rule)) {
            for (Honest kind : Honest.values()) {
                for (int[] size : SIZES) {
                    Random random = new Random(31L * kind.ordinal() + size[0] + size[1]);
                    List<float[]> honest = kind.updates(size[0], random);
                    if (!bears(rule, chain, honest, size[1])) {
                        continue;
                    }
                    for (boolean isInnerProduct : new boolean[] {true, false}) {
                        double share = share(aggregator(rule, chain, honest, size[1]), honest, size[1], isInnerProduct);
                        cases++;
                        sum += Math.min(1, share);
                        if (share < 0.9) {
                            missed.add(chain + " " + kind + " " + Arrays.toString(size)
                                    + (isInnerProduct ? " ipm " : " alie ") + share);
                        }
                    }
                }
            }
        }
        assertThat(missed).as("of %d", cases).hasSizeLessThanOrEqualTo(cases / 50);
        assertThat(sum / cases).isGreaterThan(0.99);
    }

    /** The damage that the attack does, as a share of the most on the grid. */
    private static double share(Aggregator rule, List<float[]> honest, int byzantine, boolean isInnerProduct) {
        double[] mean = Moments.mean(honest);
        double[] deviation = Moments.deviation(honest, mean);
        int[] evaluations = {0};
        Aggregator counted = length -> {
            evaluations[0]++;
            return rule.open(length);
        };
        Optimized attack = isInnerProduct ? Optimized.innerProduct(EVALUATIONS) : Optimized.littleIsEnough(EVALUATIONS);
        float[] sent = attack.corrupt(new AttackView(
                honest.get(0), honest, byzantine, honest.size() + byzantine, new float[0], counted, new Random(1)));
        assertThat(evaluations[0]).isLessThanOrEqualTo(EVALUATIONS);

        DoubleFunction<float[]> line =
                factor -> isInnerProduct ? Moments.times(-factor, mean) : Moments.along(mean, factor, deviation);
        double most = 0;
        for (int i = 0; i <= LAST_OF_GRID * STEPS_A_FACTOR; i++) {
            most = Math.max(most, damage(rule, honest, byzantine, line.apply((double) i / STEPS_A_FACTOR), mean));
        }
        return damage(rule, honest, byzantine, sent, mean) / most;
    }

    private static double damage(Aggregator rule, List<float[]> honest, int byzantine, float[] vector, double[] mean) {
        float[] aggregate = combine(rule, honest, byzantine, vector);
        double squares = 0;
        for (int c = 0; c < mean.length; c++) {
            squares += (aggregate[c] - mean[c]) * (aggregate[c] - mean[c]);
        }
        return squares;
    }

    private static float[] combine(Aggregator rule, List<float[]> honest, int byzantine, float[] vector) {
        Fold fold = rule.open(vector.length);
        for (int i = 0; i < honest.size() + byzantine; i++) {
            float[] update = i < honest.size() ? honest.get(i) : vector;
            fold.add(new ClientUpdate(new ClientId(String.format(Locale.ROOT, "c-%09d", i)), new Dense(update), 1));
        }
        return fold.finish().direction().toDense();
    }

    /** Whether the rule takes so many vectors with so many Byzantine ones. */
    private static boolean bears(
            Rule rule, List<Choice<PreAggregationKind>> chain, List<float[]> honest, int byzantine) {
        try {
            combine(aggregator(rule, chain, honest, byzantine), honest, byzantine, honest.get(0));
            return true;
        } catch (IllegalArgumentException tooFew) {
            assertThat(tooFew).hasMessageContaining("needs");
            return false;
        }
    }

    private static Aggregator aggregator(
            Rule rule, List<Choice<PreAggregationKind>> chain, List<float[]> honest, int byzantine) {
        if (rule.countsVotes()) {
            Aggregator votes = Aggregators.of(new Aggregation(rule, Ties.ZERO, Weights.UNIFORM), 0);
            return length -> new Votes(votes.open(length));
        }
        float[] mean = Moments.times(1, Moments.mean(honest));
        VectorRule vectors = switch (rule) {
            case FLTRUST -> new RootTrust(mean);
            case CENTERED_CLIPPING -> new CenteredClipping(new float[0], 1, 1);
            default -> Rules.rule(Choice.of(rule));
        };
        return new RobustAggregator(vectors, Rules.stages(chain, 0), byzantine, Weights.UNIFORM);
    }

    private static List<List<Choice<PreAggregationKind>>> chains(Rule rule) {
        List<List<Choice<PreAggregationKind>>> chains = new ArrayList<>();
        chains.add(List.of());
        if (!rule.countsVotes()) {
            for (PreAggregationKind kind : PreAggregationKind.values()) {
                chains.add(List.of(Choice.of(kind)));
            }
            chains.add(List.of(Choice.of(PreAggregationKind.ARC), Choice.of(PreAggregationKind.NNM)));
        }
        return chains;
    }

    /** A fold of votes by the signs of floats. */
    private record Votes(Fold fold) implements Fold {
        @Override
        public void add(ClientUpdate update) {
            fold.add(new ClientUpdate(
                    update.client(), new Sign(() -> 0).compress(update.payload().toDense()), 1));
        }

        @Override
        public void merge(Fold other) {
            throw new UnsupportedOperationException("nobody merges here");
        }

        @Override
        public int size() {
            return fold.size();
        }

        @Override
        public Aggregate finish() {
            return fold.finish();
        }
    }
}
