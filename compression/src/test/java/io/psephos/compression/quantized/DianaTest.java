package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.Norm;
import io.psephos.compression.dense.Float32;
import io.psephos.protocol.Row;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Three clients with f(x) = ½‖x − a‖², full gradients, step 0.1; the optimum is the mean of the three a. */
final class DianaTest {
    private static final float[][] CENTRES = {{1, -2, 3, 0}, {-1, 4, 0, 2}, {3, 1, -3, 1}};
    private static final double[] OPTIMUM = {1, 1, 0, 1};
    private static final int STEPS = 4000;
    private static final int LAST = 500;

    @Row("codec.scheme diana")
    @Test
    void theMemoryMovesByAlphaTimesWhatWasSent() {
        Diana diana = new Diana(new BlockQuantization(2, Norm.L2, () -> 5), 0.25);
        float[] update = {3, -4, 0, 0, 2};
        Compressed first = diana.compress(update, null);
        float[] sent = first.payload().toDense();
        for (int i = 0; i < 5; i++) {
            assertThat(first.memory()[i]).isEqualTo(0.25f * sent[i]);
        }
        assertThat(first.memory()[4]).isEqualTo(0.5f);
        float[] memory = first.memory().clone();
        Compressed second = diana.compress(update, first.memory());
        assertThat(second.payload().toDense()[4]).isEqualTo(1.5f);
        assertThat(second.memory()[4]).isEqualTo(0.5f + 0.25f * 1.5f);
        assertThat(first.memory()).containsExactly(memory);
    }

    @Test
    void withoutLossTheMemoryIsTheUpdate() {
        float[] update = {1, 2, 3};
        Compressed compressed = new Diana(new Float32(), 1).compress(update, new float[] {5, 0, -1});
        assertThat(compressed.payload().toDense()).containsExactly(-4, 2, 4);
        assertThat(compressed.memory()).containsExactly(update);
    }

    /**
     * In the limit of float32: memories and differences of size 3 are rounded by 2⁻²³, whose square is 1.4e-14. The
     * server's h is the mean of the clients' own, as it is where the server counts what they sent in the same way.
     */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void clientsThatDifferMeetAtTheOptimum(Norm norm) {
        for (int seed = 1; seed <= 4; seed++) {
            assertThat(plateau(norm, Diana.defaultAlpha(norm, 4, 4), seed)).isLessThan(1e-14);
        }
    }

    /** With memories in double there is no such limit: what is quantized vanishes, and float32 holds the small well. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void whatIsSentVanishesWhereNothingIsRounded(Norm norm) {
        for (int seed = 1; seed <= 4; seed++) {
            assertThat(exactPlateau(norm, Diana.defaultAlpha(norm, 4, 4), seed)).isLessThanOrEqualTo(1e-24);
        }
    }

    /**
     * Without memory the error is that of the noise. Over many runs its mean is 0.1601 (standard deviation of a run
     * 0.0175) for p = 2 and 0.0505 (0.0070) for p = ∞; the mean of 16 runs leaves the bounds with probability below
     * 1e-5.
     */
    @ParameterizedTest
    @CsvSource({"L2,0.140,0.180", "MAX,0.0425,0.0585"})
    void withoutMemoryTheyStayApart(Norm norm, double least, double most) {
        double sum = 0;
        for (int seed = 1; seed <= 16; seed++) {
            sum += plateau(norm, 0, seed);
        }
        assertThat(sum / 16).isBetween(least, most);
    }

    @Test
    void refusesAnAlphaThatIsNone() {
        for (double alpha : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Diana(new Float32(), alpha))
                    .withMessageContaining("was " + alpha);
        }
    }

    /** The mean squared error of the last steps. */
    private static double plateau(Norm norm, double alpha, long seed) {
        Diana diana = new Diana(new BlockQuantization(4, norm, new Random(seed)::nextLong), alpha);
        float[][] memories = new float[CENTRES.length][4];
        double[] x = new double[4];
        double sum = 0;
        for (int step = 0; step < STEPS; step++) {
            double[] direction = new double[4];
            for (int client = 0; client < CENTRES.length; client++) {
                Compressed compressed = diana.compress(gradient(x, CENTRES[client]), memories[client]);
                add(direction, memories[client]);
                add(direction, compressed.payload().toDense());
                memories[client] = compressed.memory();
            }
            for (int i = 0; i < 4; i++) {
                x[i] -= 0.1 * direction[i];
                sum += step < STEPS - LAST ? 0 : (x[i] - OPTIMUM[i]) * (x[i] - OPTIMUM[i]);
            }
        }
        return sum / LAST;
    }

    private static double exactPlateau(Norm norm, double alpha, long seed) {
        BlockQuantization quantization = new BlockQuantization(4, norm, new Random(seed)::nextLong);
        double[][] memories = new double[CENTRES.length][4];
        double[] x = new double[4];
        double sum = 0;
        for (int step = 0; step < STEPS; step++) {
            double[] direction = new double[4];
            for (int client = 0; client < CENTRES.length; client++) {
                float[] difference = new float[4];
                for (int i = 0; i < 4; i++) {
                    difference[i] = (float) (x[i] - CENTRES[client][i] - memories[client][i]);
                }
                float[] sent = quantization.compress(difference).toDense();
                for (int i = 0; i < 4; i++) {
                    direction[i] += (memories[client][i] + sent[i]) / CENTRES.length;
                    memories[client][i] += alpha * sent[i];
                }
            }
            for (int i = 0; i < 4; i++) {
                x[i] -= 0.1 * direction[i];
                sum += step < STEPS - LAST ? 0 : (x[i] - OPTIMUM[i]) * (x[i] - OPTIMUM[i]);
            }
        }
        return sum / LAST;
    }

    private static float[] gradient(double[] x, float[] centre) {
        float[] gradient = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            gradient[i] = (float) (x[i] - centre[i]);
        }
        return gradient;
    }

    private static void add(double[] mean, float[] values) {
        for (int i = 0; i < mean.length; i++) {
            mean[i] += values[i] / (double) CENTRES.length;
        }
    }
}
