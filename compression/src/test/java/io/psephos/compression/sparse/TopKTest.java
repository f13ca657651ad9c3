package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.Layouts;
import io.psephos.compression.Sparse;
import io.psephos.protocol.Row;
import java.util.Comparator;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopKTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new TopK(new KeptCoordinates(0.3));
    }

    @Override
    protected Codec codec() {
        return new SparseCodec();
    }

    @Row("codec.scheme top-k")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1000, 5000})
    void theLargestAreKeptAndOfEqualsTheFirst(int count) {
        Random random = new Random(count);
        for (int run = 0; run < 40; run++) {
            float[] update = run % 2 == 0 ? gaussian(count, run) : stepped(count, random, 1 + random.nextInt(4));
            int k = 1 + random.nextInt(count + 2);
            Sparse kept = compress(new TopK(new KeptCoordinates(k)), update);
            int[] expected = sorted(update, 0, count, k);
            assertThat(kept.indices()).containsExactly(expected);
            assertThat(kept.values()).containsExactly(Magnitudes.values(update, expected));
        }
    }

    @Test
    void magnitudesThatDifferInTheirLastBitsAreToldApart() {
        float[] update = new float[300];
        for (int i = 0; i < update.length; i++) {
            update[i] = Float.intBitsToFloat(0x3f80_0000 + i * 7 % 300) * (i % 2 == 0 ? 1 : -1);
        }
        for (int k = 1; k <= 300; k++) {
            assertThat(compress(new TopK(new KeptCoordinates(k)), update).indices())
                    .containsExactly(sorted(update, 0, 300, k));
        }
    }

    @Test
    void aZeroIsNeverSent() {
        assertThat(compress(new TopK(new KeptCoordinates(3)), new float[5]).indices())
                .isEmpty();
        float[] update = {0, -0f, Float.MIN_VALUE, 0, -2};
        assertThat(compress(new TopK(new KeptCoordinates(4)), update).indices()).containsExactly(2, 4);
        assertThat(compress(new TopK(new KeptCoordinates(9)), update).indices()).containsExactly(2, 4);
        assertThat(compress(new TopK(new KeptCoordinates(1)), update).indices()).containsExactly(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 6, 100})
    void smallTensorsAreSentWhole(int dense) {
        int[] lengths = {3, 40, 5, 5, 60, 4};
        float[] update = stepped(117, new Random(dense), 9);
        Sparse kept = compress(new TopK(new KeptCoordinates(0.1), Layouts.of(lengths), dense), update);
        int competing = IntStream.of(lengths).filter(length -> length >= dense).sum();
        float[] masked = update.clone();
        int from = 0;
        for (int length : lengths) {
            for (int i = from; i < from + length; i++) {
                masked[i] = length < dense ? 0 : update[i];
            }
            from += length;
        }
        int k = competing == 0 ? 0 : new KeptCoordinates(0.1).of(competing);
        int[] winners = sorted(masked, 0, 117, k);
        int[] expected = IntStream.range(0, 117)
                .filter(i -> update[i] != 0
                        && (masked[i] == 0 || IntStream.of(winners).anyMatch(w -> w == i)))
                .toArray();
        assertThat(kept.indices()).containsExactly(expected);
    }

    @Test
    void refusesWhatIsNoLayoutForIt() {
        TopK topK = new TopK(new KeptCoordinates(1), Layouts.of(3, 4), 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topK.compress(new float[8]))
                .withMessageContaining("had 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopK(new KeptCoordinates(1), Layouts.of(3), -1))
                .withMessageContaining("was -1");
    }

    /** What is kept is subtracted from itself, so that nothing is rounded. */
    @Test
    void payloadAndResidualAreTheSum() {
        float[] update = gaussian(1000, 7);
        float[] residual = gaussian(1000, 8);
        Compressed step = ErrorFeedback.compress(new TopK(new KeptCoordinates(0.05)), update, residual);
        float[] sum = step.memory().clone();
        step.payload().addTo(sum, 1);
        for (int i = 0; i < sum.length; i++) {
            assertThat(sum[i]).isEqualTo(update[i] + residual[i]);
        }
        assertThat(((Sparse) step.payload()).indices()).hasSize(50);
    }

    private static Sparse compress(Compressor compressor, float[] update) {
        return (Sparse) compressor.compress(update);
    }

    /** The k largest that are not zero, by a plain sort. */
    private static int[] sorted(float[] update, int from, int to, int k) {
        return IntStream.range(from, to)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(update[i])))
                .limit(k)
                .mapToInt(i -> i)
                .filter(i -> update[i] != 0)
                .sorted()
                .toArray();
    }

    /** Few distinct magnitudes, zero among them. */
    private static float[] stepped(int count, Random random, int steps) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt(2 * steps + 1) - steps) * 0.125f;
        }
        return values;
    }
}
