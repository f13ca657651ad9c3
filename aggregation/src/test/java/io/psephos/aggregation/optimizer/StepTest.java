package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StepTest {

    @Test
    void votesAreMultipliedThenSubtracted() {
        Random random = new Random(1);
        float[] parameters = random(1000, random);
        long[] words = random.longs(16).toArray();
        words[15] &= -1L >>> -1000;
        Payload votes = new Signs(1000, words);
        for (float scale : new float[] {0.01f, 1e-8f, 1e10f, 0f, Float.MIN_VALUE}) {
            assertSame(new Step(votes, scale).applyTo(parameters), subtracted(parameters, votes.toDense(), scale));
        }
    }

    @Test
    void floatsAreMultipliedThenSubtractedWithoutFusing() {
        Random random = new Random(2);
        float[] parameters = random(1000, random);
        float[] update = random(1000, random);
        float[] next = new Step(new Dense(update), 0.3f).applyTo(parameters);
        assertSame(next, subtracted(parameters, update, 0.3f));
        float[] fused = new float[1000];
        for (int i = 0; i < fused.length; i++) {
            fused[i] = Math.fma(-0.3f, update[i], parameters[i]);
        }
        assertThat(next).isNotEqualTo(fused);
    }

    @Test
    void aZeroVoteLeavesTheParameterAsItWas() {
        float[] parameters = {-0f, 0f, Float.MIN_VALUE, -0f, 1f};
        Step step = new Step(new Ternary(5, new long[] {0b10000}, new long[] {0b01000}), 0.5f);
        assertSame(step.applyTo(parameters), new float[] {-0f, 0f, Float.MIN_VALUE, 0.5f, 0.5f});
    }

    @Test
    void theParametersAreLeftAsTheyWere() {
        float[] parameters = {1, 2};
        new Step(new Signs(2, new long[] {1}), 1).applyTo(parameters);
        assertThat(parameters).containsExactly(1, 2);
    }

    @Test
    void gradientDescentScalesTheDirectionByTheRate() {
        Payload direction = new Signs(2, new long[] {1});
        Step step = new Sgd().step(new Aggregate(direction, 3, null), 0.1);
        assertThat(step).isEqualTo(new Step(direction, 0.1f));
        assertThat(step.applyTo(new float[] {1, 1})).containsExactly(1 - 0.1f, 1 + 0.1f);
    }

    private static float[] subtracted(float[] parameters, float[] update, float scale) {
        float[] next = new float[parameters.length];
        for (int i = 0; i < next.length; i++) {
            float product = scale * update[i];
            next[i] = parameters[i] - product;
        }
        return next;
    }

    private static void assertSame(float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(Float.floatToRawIntBits(actual[i])).isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
    }

    private static float[] random(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
