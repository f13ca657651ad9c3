package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
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
        Signs votes = new Signs(1000, words);
        for (float scale : new float[] {0.01f, 1e-8f, 1e10f, 0f, Float.MIN_VALUE}) {
            Step step = new Step(new ScaledSigns(new Blocks(new int[] {1000}, new float[] {scale}), votes));
            assertSame(step.applyTo(parameters), subtracted(parameters, votes.toDense(), scale));
            assertThat(step.isSmall()).isTrue();
        }
    }

    @Test
    void everyTensorHasItsOwnScale() {
        Blocks blocks = new Blocks(new int[] {2, 3}, new float[] {0.5f, 0.25f});
        Step signs = new Step(new ScaledSigns(blocks, new Signs(5, new long[] {0b00101})));
        assertThat(signs.applyTo(new float[5])).containsExactly(-0.5f, 0.5f, -0.25f, 0.25f, 0.25f);
        Step votes = new Step(new ScaledTernary(blocks, new Ternary(5, new long[] {0b00010}, new long[] {0b01000})));
        assertThat(votes.applyTo(new float[5])).containsExactly(0, -0.5f, 0, 0.25f, 0);
    }

    @Test
    void floatsAreSubtracted() {
        Random random = new Random(2);
        float[] parameters = random(1000, random);
        float[] update = random(1000, random);
        Step step = new Step(new Dense(update));
        assertSame(step.applyTo(parameters), subtracted(parameters, update, 1));
        assertThat(step.isSmall()).isFalse();
    }

    @Test
    void aZeroVoteLeavesTheParameterAsItWas() {
        float[] parameters = {-0f, 0f, Float.MIN_VALUE, -0f, 1f};
        Blocks blocks = new Blocks(new int[] {5}, new float[] {0.5f});
        Step step = new Step(new ScaledTernary(blocks, new Ternary(5, new long[] {0b10000}, new long[] {0b01000})));
        assertSame(step.applyTo(parameters), new float[] {-0f, 0f, Float.MIN_VALUE, 0.5f, 0.5f});
    }

    @Test
    void theParametersAreLeftAsTheyWere() {
        float[] parameters = {1, 2};
        new Step(new Dense(new float[] {3, 4})).applyTo(parameters);
        assertThat(parameters).containsExactly(1, 2);
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
