package io.psephos.robustness.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Sparse;
import io.psephos.compression.Ternary;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VectorsTest {
    private static final int LENGTH = 9_001;

    @Test
    void blocksOfEveryKindOfPayloadAreWhatTheyDecodeTo() {
        List<Payload> payloads = payloads();
        float[][] dense = payloads.stream().map(Payload::toDense).toArray(float[][]::new);
        for (int rank = 0; rank < payloads.size(); rank++) {
            int wanted = rank;
            float[] fromPayloads = values(Vectors.ofPayloads(payloads, Vectors.ones(payloads.size())), wanted);
            assertThat(fromPayloads).containsExactly(values(Vectors.of(dense), wanted));
        }
    }

    @Test
    void rowsAreWhatPayloadsDecodeTo() {
        List<Payload> payloads = payloads();
        Vectors vectors = Vectors.ofPayloads(payloads, Vectors.ones(payloads.size()));
        for (int i = 0; i < payloads.size(); i++) {
            assertThat(vectors.row(i)).containsExactly(payloads.get(i).toDense());
        }
        assertThat(vectors.length()).isEqualTo(LENGTH);
    }

    @Test
    void refusesRowsOfDifferentLengthsAndNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vectors.of(new float[2], new float[3]))
                .withMessageContaining("2")
                .withMessageContaining("3");
        assertThatIllegalArgumentException().isThrownBy(() -> Vectors.of(new float[0][]));
    }

    @Test
    void meansAndCombinationsAreThoseOfTheDefinition() {
        Vectors vectors = Vectors.of(new float[][] {{1, 10}, {2, 20}, {6, 60}});
        assertThat(vectors.mean(2, 0, 1)).containsExactly(3, 30);
        assertThat(vectors.mean(2, 0)).containsExactly(3.5f, 35);
        assertThat(vectors.combined(new double[] {1, 0, 0.5}, 2, new float[] {5, -5}))
                .containsExactly(14, 30);
        assertThat(vectors.scaled(new double[] {1, 0.5, 2}).row(1)).containsExactly(1, 10);
    }

    @Test
    void waysAreThoseOfTheDefinition() {
        float[][] rows = {{3, 4, 0, 0, 1}, {0, 0, 0, 0, -1}};
        double[] point = {0, 0, 0, 0, 1};
        Vectors vectors = Vectors.of(rows);
        assertThat(vectors.distancesTo(point)).containsExactly(5, 2);
        assertThat(vectors.productsAlong(new double[] {1, 2, 3, 4, 5}, point)).containsExactly(11, -10);
        assertThat(vectors.wayToCombined(new double[] {0.5, 0.25}, point)).containsExactly(1.5, 2, 0, 0, -0.75);
    }

    private static float[] values(Vectors vectors, int rank) {
        return vectors.bySortedCoordinates(
                rank, rank + 1, (sorted, result) -> System.arraycopy(sorted[rank], 0, result, 0, result.length));
    }

    private static List<Payload> payloads() {
        Random random = new Random(1);
        float[] dense = new float[LENGTH];
        long[] words = new long[(LENGTH + 63) / 64];
        long[] plus = new long[words.length];
        long[] minus = new long[words.length];
        for (int i = 0; i < LENGTH; i++) {
            dense[i] = (float) random.nextGaussian();
            words[i / 64] |= (random.nextBoolean() ? 1L : 0) << i;
            int vote = random.nextInt(3);
            plus[i / 64] |= (vote == 0 ? 1L : 0) << i;
            minus[i / 64] |= (vote == 1 ? 1L : 0) << i;
        }
        int[] indices = {0, 5, 127, 128, 1023, 1024, 4000, LENGTH - 1};
        float[] values = {1, -1, 2, -2, 3, -3, 0.5f, 9};
        return List.of(
                new Dense(dense),
                new Signs(LENGTH, words),
                new Ternary(LENGTH, plus, minus),
                new Sparse(LENGTH, indices, values));
    }
}
