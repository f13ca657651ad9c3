package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.sign.Sign;
import org.junit.jupiter.api.Test;

final class MomentumTest {

    /** β = 1/2: m = (2, −1), then (1, −1) + (−3, 0) = (−2, −1/2)…, all exact in binary. */
    @Test
    void threeStepsByHand() {
        CompressorWithMemory momentum = new Momentum(new Float32(), 0.5f);
        float[][] updates = {{4, -2}, {-6, 0}, {0, 8}};
        float[][] expected = {{2, -1}, {-2, -0.5f}, {-1, 3.75f}};
        float[] memory = null;
        for (int t = 0; t < 3; t++) {
            Compressed step = momentum.compress(updates[t], memory);
            assertThat(step.memory()).containsExactly(expected[t]);
            assertThat(step.payload().toDense()).containsExactly(expected[t]);
            memory = step.memory();
        }
    }

    /** Signum: one gradient against nine does not turn the vote, ten in a row do. */
    @Test
    void signumVotesWithTheRunningMean() {
        CompressorWithMemory signum = new Momentum(new Sign(() -> 1), 0.9f);
        float[] memory = null;
        for (int t = 0; t < 9; t++) {
            memory = signum.compress(new float[] {1}, memory).memory();
        }
        Compressed against = signum.compress(new float[] {-1}, memory);
        assertThat(against.payload().toDense()).containsExactly(1);
        for (int t = 0; t < 10; t++) {
            against = signum.compress(new float[] {-1}, against.memory());
        }
        assertThat(against.payload().toDense()).containsExactly(-1);
    }

    @Test
    void withoutMomentumItIsTheCompressor() {
        float[] update = {1, -2};
        assertThat(new Momentum(new Float32(), 0)
                        .compress(update, new float[] {9, 9})
                        .memory())
                .containsExactly(update);
    }

    @Test
    void refusesAMomentumThatForgetsNothing() {
        for (float beta : new float[] {-0.1f, 1, Float.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Momentum(new Float32(), beta))
                    .withMessageContaining("was " + beta);
        }
    }
}
