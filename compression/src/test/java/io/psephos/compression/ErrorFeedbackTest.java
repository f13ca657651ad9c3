package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.sign.ScaledSign;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ErrorFeedbackTest {
    private static final int ROUNDS = 20_000;

    /** The eighth numerical check of EF-signSGD: rate 0.1, which is inside the update. */
    @Test
    void threeStepsByHand() {
        float[][] gradients = {{.4f, -.1f, .2f, -.3f}, {.1f, .2f, -.6f, .3f}, {0, .05f, 0, -.5f}};
        Compressor compressor = new ScaledSign(Layouts.of(4));
        float[] parameters = {1, 2, 3, 4};
        float[] residual = null;
        for (float[] gradient : gradients) {
            Compressed step = ErrorFeedback.compress(compressor, times(0.1f, gradient), residual);
            step.payload().addTo(parameters, -1);
            residual = step.memory();
        }
        assertThat(parameters).containsExactly(new float[] {.96375f, 1.96125f, 3.03875f, 4.01375f}, within(1e-6f));
        assertThat(residual).containsExactly(new float[] {.01375f, -.02375f, -.00125f, -.03625f}, within(1e-7f));
    }

    /** f(x) = 0.05·|x₁ + x₂| + |x₁ − x₂|: the signs of its subgradients never leave the line x₁ + x₂ = 2. */
    @Test
    void signsWithoutFeedbackMissTheOptimum() {
        Compressor compressor = new ScaledSign(Layouts.of(2));
        float[] x = {1, 1};
        for (int t = 0; t < ROUNDS; t++) {
            compressor.compress(step(x, t)).addTo(x, -1);
            assertThat(x[0] + x[1]).isCloseTo(2, within(1e-3f));
        }
        assertThat(loss(x)).isGreaterThan(0.09);
    }

    @Test
    void scaledSignsWithFeedbackReachTheOptimum() {
        Compressor compressor = new ScaledSign(Layouts.of(2));
        float[] x = {1, 1};
        float[] residual = {0, 0};
        for (int t = 0; t < ROUNDS; t++) {
            Compressed step = ErrorFeedback.compress(compressor, step(x, t), residual);
            step.payload().addTo(x, -1);
            residual = step.memory();
        }
        assertThat(loss(x)).isLessThan(1e-4);
    }

    @Test
    void payloadAndResidualAreTheUpdateAndWhatWasLeft() {
        Random random = new Random(4);
        Compressor compressor = new ScaledSign(Layouts.of(30, 70));
        float[] residual = random(100, random);
        float[] update = random(100, random);
        float[] before = residual.clone();
        Compressed compensated = ErrorFeedback.compress(compressor, update, residual);
        float[] sent = compensated.payload().toDense();
        for (int i = 0; i < 100; i++) {
            assertThat(compensated.memory()[i]).isEqualTo((update[i] + residual[i]) - sent[i]);
        }
        assertThat(residual).containsExactly(before);
    }

    @Test
    void nothingIsLeftOutWhereNothingIsLost() {
        float[] update = random(10, new Random(5));
        assertThat(ErrorFeedback.compress(new Float32(), update, null).memory()).containsOnly(0);
        assertThat(ErrorFeedback.compress(new Float32(), update, null).payload().toDense())
                .containsExactly(update);
    }

    @Test
    void whatIsNotFiniteIsRefusedAndChangesNothing() {
        Compressor compressor = new ScaledSign(Layouts.of(2));
        float[] residual = {1, 2};
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> ErrorFeedback.compress(compressor, new float[] {0, Float.NaN}, residual))
                .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(1));
        float[] huge = {Float.MAX_VALUE, 0};
        assertThatExceptionOfType(NotFiniteException.class)
                .isThrownBy(() -> ErrorFeedback.compress(compressor, huge, huge));
        assertThat(residual).containsExactly(1, 2);
    }

    @Test
    void refusesAResidualOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ErrorFeedback.compress(new Float32(), new float[2], new float[3]))
                .withMessageContaining("had 3");
    }

    /** The subgradient with sign(0) = +1, times 0.5/√(t + 1). */
    private static float[] step(float[] x, int t) {
        float along = 0.05f * (x[0] + x[1] >= 0 ? 1 : -1);
        float across = x[0] - x[1] >= 0 ? 1 : -1;
        return times((float) (0.5 / Math.sqrt(t + 1)), new float[] {along + across, along - across});
    }

    private static double loss(float[] x) {
        return 0.05 * Math.abs((double) x[0] + x[1]) + Math.abs((double) x[0] - x[1]);
    }

    private static float[] times(float factor, float[] values) {
        float[] product = new float[values.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = factor * values[i];
        }
        return product;
    }

    private static float[] random(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
