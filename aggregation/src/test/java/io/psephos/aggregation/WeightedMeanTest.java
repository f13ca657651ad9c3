package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Sparse;
import io.psephos.compression.Ternary;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class WeightedMeanTest {

    @Nested
    final class ByExamples extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new WeightedMean(Weights.EXAMPLES);
        }

        @Override
        Payload payload(int count, Random random) {
            return gaussian(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return exactMean(updates, Weights.EXAMPLES);
        }
    }

    @Nested
    final class Uniform extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new WeightedMean(Weights.UNIFORM);
        }

        @Override
        Payload payload(int count, Random random) {
            return random.nextBoolean() ? Votes.signs(count, random) : Votes.ternary(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return exactMean(updates, Weights.UNIFORM);
        }
    }

    @Nested
    final class OfSparseUpdates extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new WeightedMean(Weights.EXAMPLES);
        }

        @Override
        Payload payload(int count, Random random) {
            return random.nextInt(4) == 0 ? gaussian(count, random) : sparse(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return exactMean(updates, Weights.EXAMPLES);
        }
    }

    @Nested
    final class OfScaledVotes extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new WeightedMean(Weights.UNIFORM);
        }

        @Override
        Payload payload(int count, Random random) {
            float scale = random.nextInt(3) == 0 ? random.nextFloat() : 0.375f;
            return random.nextInt(4) == 0 ? gaussian(count, random) : scaled(count, scale, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return exactMean(updates, Weights.UNIFORM);
        }
    }

    @Test
    void sparseUpdatesGiveTheBitsOfDenseOnes() {
        Random random = new Random(5);
        List<Payload> updates = IntStream.range(0, 40)
                .<Payload>mapToObj(i -> sparse(1000, random))
                .toList();

        assertThat(mean(1000, updates)).isEqualTo(mean(1000, dense(updates)));
    }

    @Test
    void votesOfOneScaleGiveTheBitsOfDenseOnes() {
        Random random = new Random(6);
        List<Payload> updates = IntStream.range(0, 40)
                .<Payload>mapToObj(i -> scaled(1000, i % 3 == 0 ? 0.1f * i : 1e-3f, random))
                .toList();

        assertThat(mean(1000, updates)).isEqualTo(mean(1000, dense(updates)));
    }

    @Test
    void sparseUpdatesStaySparseUntilTheSumIsSmaller() {
        Random random = new Random(7);
        MeanFold fold = new MeanFold(1 << 20, Weights.UNIFORM);
        for (int client = 0; client < 1000; client++) {
            fold.add(AggregatorContract.update(client, sparse(1 << 20, 100, random), 1));
        }

        assertThat(fold.bytes()).isEqualTo(1000L * 100 * 8);
        for (int client = 0; client < 100; client++) {
            fold.add(AggregatorContract.update(client, sparse(1 << 20, 1 << 15, random), 1));
        }
        assertThat(fold.bytes()).isEqualTo(16L << 20);
    }

    @Row({"aggregation.rule weighted-mean", "weights examples"})
    @Test
    void examplesAreShares() {
        assertThat(mean(Weights.EXAMPLES, update(1, 3), update(5, 1))).isEqualTo(2f);
    }

    @Test
    void withheldExamplesWeighOne() {
        assertThat(mean(Weights.EXAMPLES, update(1, 0), update(2, 1))).isEqualTo(1.5f);
    }

    @Row("weights uniform")
    @Test
    void everyUpdateWeighsTheSameWhereTheJobSaysSo() {
        assertThat(mean(Weights.UNIFORM, update(1, 1000), update(2, 1))).isEqualTo(1.5f);
    }

    @Test
    void smallUpdatesSurviveLargeOnes() {
        assertThat(mean(Weights.UNIFORM, update(1e9f, 1), update(1e-6f, 1), update(-1e9f, 1)))
                .isCloseTo(1e-6f / 3, within(1e-14f));
    }

    @Test
    void addendsAreLimited() {
        assertThat(mean(Weights.UNIFORM, update(Float.MAX_VALUE, 1))).isEqualTo(0x1p34f);
        assertThat(mean(Weights.EXAMPLES, update(-Float.MAX_VALUE, 16))).isEqualTo(-0x1p30f);
    }

    /** As the pages say: steps of 2⁻⁵¹ whatever the size, and half a step is nothing. */
    @Test
    void addendsAreRoundedToAStepThatIsAbsolute() {
        assertThat(mean(Weights.UNIFORM, update(0x1p-52f, 1))).isZero();
        assertThat(mean(Weights.UNIFORM, update(-0x1p-52f, 1))).isZero();
        assertThat(mean(Weights.UNIFORM, update(Math.nextUp(0x1p-52f), 1))).isEqualTo(0x1p-51f);
        assertThat(mean(Weights.EXAMPLES, update(0x1p-53f, 4))).isEqualTo(0x1p-53f);
        assertThat(mean(Weights.EXAMPLES, update(0x1p-54f, 4))).isZero();
        Random random = new Random(8);
        double largest = 0;
        for (int i = 0; i < 10_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(10, -random.nextInt(20)));
            double error = Math.abs(mean(Weights.UNIFORM, update(value, 1)) - (double) value);
            assertThat(error).isLessThanOrEqualTo(0x1p-52 + Math.ulp(value) / 2);
            largest = Math.max(largest, Math.abs(value) < 0x1p-30f ? error : 0);
        }
        assertThat(largest).isBetween(0.99 * 0x1p-52, 0x1p-52);
        float small = 1e-10f;
        assertThat(Math.abs(mean(Weights.UNIFORM, update(small, 1)) / small - 1))
                .isLessThan(3e-6f);
    }

    @Test
    void subnormalsAndZerosAreFine() {
        assertThat(mean(Weights.UNIFORM, update(Float.MIN_VALUE, 1), update(-0f, 1)))
                .isZero();
    }

    @Test
    void thereAreNoMargins() {
        Fold fold = new WeightedMean(Weights.UNIFORM).open(1);
        fold.add(update(1, 1));
        assertThat(fold.finish().margins()).isNull();
    }

    private static float mean(Weights weights, ClientUpdate... updates) {
        Fold fold = new WeightedMean(weights).open(1);
        for (ClientUpdate update : updates) {
            fold.add(update);
        }
        return fold.finish().direction().toDense()[0];
    }

    private static ClientUpdate update(float value, long examples) {
        return AggregatorContract.update(0, new Dense(new float[] {value}), examples);
    }

    private static float[] mean(int count, List<Payload> updates) {
        Fold fold = new WeightedMean(Weights.UNIFORM).open(count);
        for (int client = 0; client < updates.size(); client++) {
            fold.add(AggregatorContract.update(client, updates.get(client), 1));
        }
        return fold.finish().direction().toDense();
    }

    private static List<Payload> dense(List<Payload> updates) {
        return updates.stream()
                .<Payload>map(update -> new Dense(update.toDense()))
                .toList();
    }

    private static Payload sparse(int count, Random random) {
        return sparse(count, random.nextInt(count + 1) / 3, random);
    }

    private static Payload sparse(int count, int kept, Random random) {
        int[] indices = random.ints(0, count).distinct().limit(kept).sorted().toArray();
        float[] values = new float[kept];
        for (int k = 0; k < kept; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return new Sparse(count, indices, values);
    }

    private static Payload scaled(int count, float scale, Random random) {
        Blocks blocks = new Blocks(new int[] {count}, new float[] {scale});
        long[] plus = new long[(count + 63) >>> 6];
        long[] minus = new long[plus.length];
        for (int i = 0; i < count; i++) {
            int vote = random.nextInt(-1, 2);
            plus[i >>> 6] |= (vote > 0 ? 1L : 0L) << i;
            minus[i >>> 6] |= (vote < 0 ? 1L : 0L) << i;
        }
        return new ScaledTernary(blocks, new Ternary(count, plus, minus));
    }

    private static Payload gaussian(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6) - 4));
        }
        return new Dense(values);
    }

    /** Exact to 40 digits, rounded by the same two steps at the end: to double, then to float. */
    private static float[] exactMean(List<ClientUpdate> updates, Weights weights) {
        float[] mean = new float[updates.get(0).payload().count()];
        List<float[]> values = updates.stream().map(u -> u.payload().toDense()).toList();
        long total = updates.stream().mapToLong(u -> weight(u, weights)).sum();
        for (int i = 0; i < mean.length; i++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int k = 0; k < updates.size(); k++) {
                sum = sum.add(
                        new BigDecimal(values.get(k)[i]).multiply(BigDecimal.valueOf(weight(updates.get(k), weights))));
            }
            mean[i] = sum.divide(BigDecimal.valueOf(total), new MathContext(40)).floatValue();
        }
        return mean;
    }

    private static long weight(ClientUpdate update, Weights weights) {
        return weights == Weights.EXAMPLES ? update.weight() : 1;
    }
}
