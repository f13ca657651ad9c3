package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.NotFiniteException;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.sign.ScaledTernaryCodec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TernGradTest extends CompressorContract {
    /** A correct sampler leaves ±Z standard deviations with probability 1e-5; the seeds repeat the outcome. */
    private static final double Z = 4.42;

    private static final int N = 1 << 18;

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        ParameterLayout layout = count < 3 ? Layouts.of(count) : Layouts.of(1, count - 2, 1);
        return new TernGrad(layout, 2.5, seeds);
    }

    @Override
    protected Codec codec() {
        return new ScaledTernaryCodec();
    }

    @Row("codec.scheme terngrad")
    @Test
    void fourCoordinatesByHand() {
        float[] g = {0.1f, -0.2f, 0.3f, -0.4f};
        double[] p = {0.25, 0.5, 0.75, 1};
        double variance = 0;
        for (int i = 0; i < 4; i++) {
            int coordinate = i;
            double chance = Chance.of(coin -> vote(g[coordinate], 0.4f, coin) != 0);
            assertThat(chance).isCloseTo(p[i], within(1e-7));
            variance += 0.4 * 0.4 * chance * (1 - chance);
        }
        assertThat(variance).isCloseTo(0.1, within(1e-7));
        assertThat(compress(g, 0, 1).blocks().scales()).containsExactly(0.4f);
    }

    @Test
    void nineSmallOnesAndALargeOneAreClipped() {
        float[] g = {0.1f, -0.1f, 0.1f, -0.1f, 0.1f, -0.1f, 0.1f, -0.1f, 0.1f, 2};
        assertThat(compress(g, 2.5, 1).blocks().scales()[0]).isCloseTo(1.510174f, within(1e-6f));
        assertThat(compress(g, 2.5, 1).toDense()[9]).isCloseTo(1.510174f, within(1e-6f));
        assertThat(compress(g, 0, 1).blocks().scales()).containsExactly(2);
        assertThat(compress(g, 100, 1).blocks().scales()).containsExactly(2);
    }

    @Test
    void votesThatAreVotesAlreadyStayAndTakeTwoBits() {
        float[] g = {-1, 0, 1};
        assertThat(compress(g, 0, 1).toDense()).containsExactly(g);
        assertThat(new ScaledTernaryCodec().encode(compress(g, 0, 1)).remaining())
                .isEqualTo(new ScaledTernaryCodec(Layouts.of(3)).lengthOf(3).max())
                .isEqualTo(4 + 12 + 1);
    }

    @Test
    void aTensorOfZerosHasScaleZero() {
        ScaledTernary votes =
                (ScaledTernary) new TernGrad(Layouts.of(3, 2), 2.5, () -> 1).compress(new float[] {0, -0f, 0, 5, 5});
        assertThat(votes.blocks().scales()).containsExactly(0, 5);
        assertThat(votes.toDense()).containsExactly(0, 0, 0, 5, 5);
    }

    /** Without deviation there is nothing to clip: a bias of one weight must still get through. */
    @Test
    void equalCoordinatesAreNotClipped() {
        assertThat(compress(new float[] {-0.3f}, 2.5, 1).toDense()).containsExactly(-0.3f);
        assertThat(compress(new float[] {0.5f, 0.5f, 0.5f}, 0.1, 1).toDense()).containsExactly(0.5f, 0.5f, 0.5f);
    }

    @Test
    void shareAndSignAreThoseOfTheCoordinate() {
        for (float share : new float[] {0.01f, 0.3f, 0.5f, 0.99f}) {
            float[] update = new float[N];
            Arrays.fill(update, -2 * share);
            update[N - 1] = 2;
            float[] votes = compress(update, 0, 5).toDense();
            int against = 0;
            for (int i = 0; i < N - 1; i++) {
                assertThat(votes[i]).isIn(-2f, 0f);
                against += votes[i] < 0 ? 1 : 0;
            }
            assertThat(against / (double) (N - 1)).isCloseTo(share, within(Z * Math.sqrt(share * (1 - share) / N)));
        }
    }

    @Test
    void eachTensorHasItsOwnScaleWhereverItEnds() {
        float[] update = new float[1 + 70 + 1000 + 3];
        Arrays.fill(update, 0, 1, 9);
        Arrays.fill(update, 1, 71, -1);
        Arrays.fill(update, 71, 1071, 0.5f);
        Arrays.fill(update, 1071, 1074, -3);
        TernGrad compressor = new TernGrad(Layouts.of(1, 70, 1000, 3), 2.5, () -> 1);
        assertThat(compressor.compress(update).toDense()).containsExactly(update);
    }

    @Test
    void aSharedScalerIsTheScaleAndCertainFromThereOn() {
        TernGrad compressor = new TernGrad(Layouts.of(6), 0, List.of(0.1), () -> 1);
        float[] votes = compressor
                .compress(new float[] {0.1f, -0.1f, 0.09999999f, -5, 0, Float.MAX_VALUE})
                .toDense();
        assertThat(compressor.saturations()).isEqualTo(4);
        assertThat(new float[] {votes[0], votes[1], votes[3], votes[4], votes[5]})
                .containsExactly(0.1f, -0.1f, -0.1f, 0, 0.1f);
        compressor.compress(new float[] {1, 0, 0, 0, 0, 0});
        assertThat(compressor.saturations()).isEqualTo(5);
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> compressor.compress(new float[] {1, 0, 0, 0, 0, Float.NaN}));
        assertThat(compressor.saturations()).isEqualTo(5);
        assertThat(compress(new float[] {1, 1}, 0, 1).toDense()).containsExactly(1, 1);
    }

    @Test
    void ownScalersSaturateNothing() {
        TernGrad compressor = new TernGrad(Layouts.of(3), 1, () -> 1);
        compressor.compress(new float[] {1, 2, 30});
        assertThat(compressor.saturations()).isZero();
    }

    /** Clipped to one standard deviation 1, then half of the shared scaler 2: no vote is certain. */
    @Test
    void theClipComesBeforeTheSharedScaler() {
        float[] update = new float[N];
        for (int i = 0; i < N; i++) {
            update[i] = i % 2 == 0 ? 1 : -1;
        }
        TernGrad compressor = new TernGrad(Layouts.of(N), 0.5, List.of(1.0), () -> 3);
        int votes = 0;
        for (float vote : compressor.compress(update).toDense()) {
            votes += vote != 0 ? 1 : 0;
        }
        assertThat(votes / (double) N).isCloseTo(0.5, within(Z * 0.5 / Math.sqrt(N)));
        assertThat(compressor.saturations()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e-60, 1e60, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAScalerThatIsNoPositiveNumber(double b) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TernGrad(Layouts.of(2), 0, List.of(b), () -> 1))
                .withMessageContaining("was " + b);
    }

    @Test
    void refusesWrongNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TernGrad(Layouts.of(2, 3), 0, List.of(1.0), () -> 1))
                .withMessageContaining("had 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TernGrad(Layouts.of(2, 3), 0, () -> 1).compress(new float[6]))
                .withMessageContaining("had 6");
        for (double clip : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TernGrad(Layouts.of(2), clip, () -> 1))
                    .withMessageContaining("was " + clip);
        }
    }

    private static ScaledTernary compress(float[] update, double clip, long seed) {
        return (ScaledTernary) new TernGrad(Layouts.of(update.length), clip, () -> seed).compress(update);
    }

    private static int vote(float g, float scale, int coin) {
        int[] row = new int[1];
        TernaryDraw.vote(new float[] {g}, 0, 1, scale, TernaryDraw.CERTAIN, new int[] {coin}, row);
        return row[0];
    }
}
