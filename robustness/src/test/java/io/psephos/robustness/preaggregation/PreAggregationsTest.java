package io.psephos.robustness.preaggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Norm;
import io.psephos.robustness.vector.Rows;
import io.psephos.robustness.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreAggregationsTest {

    @ParameterizedTest
    @CsvSource({"3, 1", "10, 0", "10, 4", "25, 12"})
    void nearestNeighboursAreMixedAsTheSlowWayDoes(int count, int byzantine) {
        float[][] rows = Rows.gaussian(count, 3000, count);
        Vectors mixed = new NearestNeighbourMixing().mix(Vectors.of(rows), byzantine);
        for (int i = 0; i < count; i++) {
            float[] row = rows[i];
            List<float[]> nearest = new ArrayList<>(List.of(rows));
            nearest.sort(Comparator.comparingDouble(other -> Rows.squaredDistance(row, other)));
            for (int k : new int[] {0, 1, 1500, 2999}) {
                double mean = nearest.stream()
                        .limit(count - byzantine)
                        .mapToDouble(other -> other[k])
                        .average()
                        .orElseThrow();
                assertThat((double) mixed.row(i)[k]).isCloseTo(mean, within(1e-6));
            }
        }
    }

    @Test
    void aVectorIsAlwaysAmongItsOwnNearest() {
        float[][] rows = {{1}, {1}, {1}, {5}};
        assertThat(new NearestNeighbourMixing().mix(Vectors.of(rows), 3).row(3)).containsExactly(5);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 2, 3, 4",
        "10, 2, 1, 10",
        "9, 0, 3, 3",
        "10, 2, 0, 5",
        "12, 2, 0, 6",
        "13, 2, 0, 5",
        "7, 3, 0, 7",
        "8, 0, 0, 8"
    })
    void bucketsTakeEveryVectorOnce(int count, int byzantine, int size, int buckets) {
        float[][] rows = new float[count][1];
        for (int i = 0; i < count; i++) {
            rows[i][0] = 1 << i;
        }
        Bucketing bucketing = new Bucketing(size, 7);
        Vectors mixed = bucketing.mix(Vectors.of(rows), byzantine);
        assertThat(mixed.count()).isEqualTo(buckets).isEqualTo(bucketing.countAfter(count, byzantine));
        double all = 0;
        for (int b = 0; b < buckets; b++) {
            all += Math.rint((double) mixed.row(b)[0] * mixed.weight(b));
        }
        assertThat(all).isEqualTo((1 << count) - 1);
    }

    @Test
    void byDefaultByzantineBucketsStayFewerThanHalf() {
        for (int byzantine = 1; byzantine < 20; byzantine++) {
            for (int count = 2 * byzantine + 1; count < 200; count++) {
                assertThat(new Bucketing(0, 1).countAfter(count, byzantine)).isGreaterThan(2 * byzantine);
            }
        }
    }

    @Test
    void bucketsFollowTheSeed() {
        float[][] rows = Rows.gaussian(12, 4, 3);
        TreeSet<String> seen = new TreeSet<>();
        for (long seed = 0; seed < 10; seed++) {
            Vectors mixed = new Bucketing(3, seed).mix(Vectors.of(rows), 2);
            seen.add(Arrays.toString(mixed.row(0)));
            assertThat(new Bucketing(3, seed).mix(Vectors.of(rows), 2).row(2)).containsExactly(mixed.row(2));
        }
        assertThat(seen).hasSizeGreaterThan(5);
    }

    @Test
    void clippingShortensWhatIsLongerAndLeavesTheRest() {
        float[][] rows = {{3, 4}, {0.3f, 0.4f}, {0, 0}, {-1e30f, 0}};
        Vectors clipped = new StaticClipping(1).mix(Vectors.of(rows), 1);
        assertThat(clipped.row(0)).usingComparatorWithPrecision(1e-7f).containsExactly(0.6f, 0.8f);
        assertThat(clipped.row(1)).isSameAs(rows[1]);
        assertThat(clipped.row(2)).isSameAs(rows[2]);
        assertThat(clipped.row(3)).containsExactly(-1, 0);
    }

    @ParameterizedTest
    @CsvSource({"10, 2, 3", "10, 0, 0", "5, 2, 2", "100, 10, 18", "3, 1, 1"})
    void adaptiveClippingBringsTheLongestDownToTheNext(int count, int byzantine, int clipped) {
        float[][] rows = Rows.gaussian(count, 50, count);
        double[] norms =
                Arrays.stream(rows).mapToDouble(PreAggregationsTest::norm).toArray();
        double[] sorted = Arrays.stream(norms).sorted().toArray();
        double limit = sorted[count - 1 - clipped];
        Vectors mixed = new AdaptiveRobustClipping().mix(Vectors.of(rows), byzantine);
        for (int i = 0; i < count; i++) {
            assertThat(norm(mixed.row(i))).isCloseTo(Math.min(norms[i], limit), within(1e-5));
        }
        assertThat(Arrays.stream(norms).filter(norm -> norm > limit).count()).isEqualTo(clipped);
    }

    @Test
    void refuseWhatTheyCannotDo() {
        Vectors three = Vectors.of(Rows.gaussian(3, 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NearestNeighbourMixing().mix(three, 3))
                .withMessageContaining("3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdaptiveRobustClipping().mix(three, 2))
                .withMessageContaining("n = 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StaticClipping(0))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bucketing(-1, 1))
                .withMessageContaining("-1");
    }

    private static double norm(float[] row) {
        return Norm.L2.of(row, 0, row.length);
    }
}
