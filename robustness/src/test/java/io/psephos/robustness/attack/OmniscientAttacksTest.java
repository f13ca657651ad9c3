package io.psephos.robustness.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.WeightedMean;
import io.psephos.protocol.JobSpec.Weights;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attacks that make use of the honest updates of the round; the vectors are those of ByzFL's documentation. */
final class OmniscientAttacksTest {
    private static final List<float[]> HONEST =
            List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}, new float[] {7, 8, 9});
    private static final Offset<Float> EXACT = within(1e-6f);

    @Test
    void flipTheMean() {
        assertThat(new SignFlip(true, 1).corrupt(view(1))).containsExactly(-4, -5, -6);
    }

    @Test
    void manipulateTheInnerProduct() {
        assertThat(new InnerProduct(2).corrupt(view(1))).containsExactly(new float[] {-8, -10, -12}, EXACT);
        assertThat(new InnerProduct(0.1).corrupt(view(1))).containsExactly(new float[] {-0.4f, -0.5f, -0.6f}, EXACT);
    }

    @Test
    void hideInTheSampleDeviation() {
        assertThat(new LittleIsEnough(1.5).corrupt(view(1))).containsExactly(new float[] {8.5f, 9.5f, 10.5f}, EXACT);
        assertThat(new LittleIsEnough(-1).corrupt(view(1))).containsExactly(new float[] {1, 2, 3}, EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "50, 12, .336038",
        "25, 5, .253347",
        "10, 2, 0",
        "14, 4, .253347",
        "2, 1, 0",
        "20, 15, .841621",
        "3, 2, 0"
    })
    void countTheDeviationsOfThePaper(int cohort, int byzantine, double deviations) {
        assertThat(LittleIsEnough.deviations(cohort, byzantine)).isCloseTo(deviations, within(1e-6));
    }

    @Test
    void takeTheDeviationsOfThePaperWhereNoneAreSaid() {
        AttackView view = new AttackView(
                HONEST.get(0),
                HONEST,
                12,
                50,
                new float[0],
                new WeightedMean(Weights.UNIFORM),
                new SplittableRandom(1));

        assertThat(new LittleIsEnough(0).corrupt(view))
                .containsExactly(new float[] {5.008114f, 6.008114f, 7.008114f}, EXACT);
    }

    /** ByzFL's search against nearest-neighbour mixing, clipping at 2 and a trimmed mean finds 10 · 0.8¹² of the mean. */
    @Test
    void searchTheBestInnerProductAgainstTheRuleInUse() {
        double[] mean = Moments.mean(HONEST);
        double found = damage(Optimized.innerProduct(20).corrupt(view(1, MIXED)));
        for (double factor : new double[] {0, 10, 8, 6.4, 5.12, 10 * Math.pow(0.8, 12)}) {
            assertThat(found).isGreaterThan(0.999 * damage(Moments.times(-factor, mean)));
        }
    }

    /** After the factors that are always tried, 40 the largest, every one is twice the last: 640 with twelve, 160 with ten. */
    @Test
    void searchFurtherAgainstNoDefenceAtAll() {
        Aggregator mean = new WeightedMean(Weights.UNIFORM);

        float[] found = Optimized.innerProduct(12).corrupt(view(1, mean));
        assertThat(found).containsExactly(-640 * 4, -640 * 5, -640 * 6);
        assertThat(Optimized.littleIsEnough(10).corrupt(view(1, mean)))
                .as("160 deviations of 3")
                .containsExactly(484, 485, 486);
        assertThat(Optimized.innerProduct(1000).corrupt(view(1, mean))[0])
                .as("as far as floats go")
                .isBetween(-1e11f, -1e9f);
    }

    private static double damage(float[] vector) {
        List<double[]> all = Stream.concat(HONEST.stream(), Stream.of(vector))
                .map(OmniscientAttacksTest::doubles)
                .toList();
        return Math.sqrt(squared(trimmed(clipped(mixed(all))), new double[] {4, 5, 6}));
    }

    @Test
    void copyTheFirstHonestOne() {
        float[] sent = new Mimic().corrupt(view(1));

        assertThat(sent).containsExactly(1, 2, 3).isNotSameAs(HONEST.get(0));
    }

    /** On a line of diameter 3, where 3 is the honest update that is furthest from all below the mean. */
    @Test
    void stayWithinTheDiameter() {
        AttackView view = view(List.of(new float[] {0}, new float[] {0}, new float[] {3}), 1);

        assertThat(new MinMax().corrupt(view)).containsExactly(new float[] {0}, EXACT);
    }

    @Test
    void goAsFarAsTheDiameterAllows() {
        SplittableRandom random = new SplittableRandom(5);
        List<float[]> honest =
                IntStream.range(0, 7).mapToObj(i -> gaussian(random, 40)).toList();
        AttackView view = view(honest, 2);

        float[] sent = new MinMax().corrupt(view);

        double diameter = honest.stream()
                .flatMapToDouble(a -> honest.stream().mapToDouble(b -> distance(a, doubles(b))))
                .max()
                .orElseThrow();
        double furthest = honest.stream()
                .mapToDouble(a -> distance(a, doubles(sent)))
                .max()
                .orElseThrow();
        assertThat(furthest).isCloseTo(diameter, within(1e-5));
        double[] mean = Moments.mean(honest);
        double[] deviation = Moments.deviation(honest, mean);
        assertThat(sent[0]).as("against the deviation").isLessThan((float) mean[0]);
        assertThat((mean[1] - sent[1]) / deviation[1]).isCloseTo((mean[0] - sent[0]) / deviation[0], within(1e-5));
    }

    @Test
    void stayAtTheMeanWhereAllAgree() {
        float[] same = {1, 2};

        assertThat(new MinMax().corrupt(view(List.of(same, same.clone()), 1))).containsExactly(1, 2);
    }

    @Test
    void turnTheVotesOfTheSmallestMargins() {
        List<float[]> honest =
                List.of(new float[] {1, 1, -1, 2, 5}, new float[] {1, -1, -1, 2, -3}, new float[] {1, 1, -1, 2, 0});
        AttackView view = new AttackView(
                new float[] {9, 9, 9, 9, 9},
                honest,
                1,
                4,
                new float[0],
                new WeightedMean(Weights.UNIFORM),
                new SplittableRandom(1));

        assertThat(new LowestMargin(0.2).corrupt(view)).as("a tie first").containsExactly(9, 9, 9, 9, -5);
        assertThat(new LowestMargin(0.4).corrupt(view)).containsExactly(9, -5, 9, 9, -5);
        assertThat(new LowestMargin(0.6).corrupt(view))
                .as("of equals the first")
                .containsExactly(-5, -5, 9, 9, -5);
        assertThat(new LowestMargin(1).corrupt(view)).containsExactly(-5, -5, 5, -5, -5);
        assertThat(new LowestMargin(0).corrupt(view)).containsExactly(9, 9, 9, 9, 9);
    }

    @Test
    void passOverEqualsForSmallerMargins() {
        AttackView view = view(List.of(new float[] {1, 1, 1}, new float[] {1, 1, -1}), 1);

        assertThat(new LowestMargin(1 / 3.0).corrupt(view)).containsExactly(1, 1, -1);
    }

    @Test
    void refuseSharesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LowestMargin(1.1))
                .withMessageContaining("1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view(List.of(new float[1], new float[2]), 1))
                .withMessageContaining("had 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new StaleReplay(0));
    }

    private static final Aggregator MIXED = ListAggregator.of(vectors -> trimmed(clipped(mixed(vectors))));

    private static List<double[]> mixed(List<double[]> vectors) {
        return vectors.stream()
                .map(v -> mean(vectors.stream()
                        .sorted(Comparator.comparingDouble(w -> squared(v, w)))
                        .limit(vectors.size() - 1)
                        .toList()))
                .toList();
    }

    private static List<double[]> clipped(List<double[]> vectors) {
        return vectors.stream()
                .map(v -> {
                    double scale = Math.min(1, 2 / Math.sqrt(squared(v, new double[v.length])));
                    return Arrays.stream(v).map(x -> x * scale).toArray();
                })
                .toList();
    }

    private static double[] trimmed(List<double[]> vectors) {
        return IntStream.range(0, vectors.get(0).length)
                .mapToDouble(i -> vectors.stream()
                        .mapToDouble(v -> v[i])
                        .sorted()
                        .skip(1)
                        .limit(vectors.size() - 2)
                        .average()
                        .orElseThrow())
                .toArray();
    }

    private static double[] mean(List<double[]> vectors) {
        return IntStream.range(0, vectors.get(0).length)
                .mapToDouble(
                        i -> vectors.stream().mapToDouble(v -> v[i]).average().orElseThrow())
                .toArray();
    }

    private static double squared(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum();
    }

    private static double distance(float[] a, double[] b) {
        return Math.sqrt(squared(doubles(a), b));
    }

    private static double[] doubles(float[] vector) {
        return IntStream.range(0, vector.length).mapToDouble(i -> vector[i]).toArray();
    }

    private static float[] gaussian(SplittableRandom random, int count) {
        float[] vector = new float[count];
        for (int i = 0; i < count; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static AttackView view(int byzantine) {
        return view(HONEST, byzantine);
    }

    private static AttackView view(int byzantine, Aggregator defence) {
        return new AttackView(HONEST.get(0), HONEST, byzantine, 4, new float[0], defence, new SplittableRandom(1));
    }

    private static AttackView view(List<float[]> honest, int byzantine) {
        return new AttackView(
                honest.get(0),
                honest,
                byzantine,
                honest.size() + byzantine,
                new float[0],
                new WeightedMean(Weights.UNIFORM),
                new SplittableRandom(1));
    }
}
