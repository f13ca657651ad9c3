package io.psephos.aggregation.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.WeightedMean;
import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Dense;
import io.psephos.compression.Norm;
import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.compression.quantized.Diana;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DifferenceShiftTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(1))));
    private final DifferenceShift diana = new DifferenceShift(0.25);

    @Test
    void theFirstStepIsTheMeanOfWhatWasSent() {
        RoundResult result = run(diana, 0.5).of(mean(4f, -8f), NamedState.EMPTY);

        assertThat(result.madeStep().payload().toDense()).containsExactly(2f, -4f);
        assertThat(shift(result)).containsExactly(1f, -2f);
    }

    @Test
    void whatClientsRememberIsAddedToTheirDifferences() {
        NamedState before = NamedState.EMPTY.with(DifferenceShift.SHIFT, new float[] {1f, -2f});

        RoundResult result = run(diana, 1).of(mean(4f, 0f), before);

        assertThat(result.madeStep().payload().toDense()).containsExactly(5f, -2f);
        assertThat(shift(result)).containsExactly(2f, -2f);
        assertThat(before.floats(DifferenceShift.SHIFT).orElseThrow()).containsExactly(1f, -2f);
    }

    @Test
    void momentumWorksOnTheWholeDirection() {
        StageRun heavy = new StageRun(new DifferenceShift(1), new OptimizerStage(new Sgd(LAYOUT, 0.5), published -> 1));

        RoundResult first = heavy.of(mean(2f), NamedState.EMPTY);
        RoundResult second = heavy.of(mean(0f), first.state());

        assertThat(second.madeStep().payload().toDense()).containsExactly(3f);
        assertThat(shift(second)).containsExactly(2f);
    }

    /** Both sides add the same numbers, each rounded in its own place: after 500 rounds they are still together. */
    @Test
    void theServerKnowsTheMeanOfWhatClientsRemember() {
        Random random = new Random(3);
        int count = 40;
        double alpha = Diana.defaultAlpha(Norm.L2, 16, count);
        Diana client = new Diana(new BlockQuantization(16, Norm.L2, random::nextLong), alpha);
        StageRun server = run(new DifferenceShift(alpha), 0.1);
        float[][] memories = new float[5][];
        NamedState state = NamedState.EMPTY;
        for (int round = 0; round < 500; round++) {
            Fold fold = new WeightedMean(JobSpec.Weights.UNIFORM).open(count);
            for (int k = 0; k < memories.length; k++) {
                float[] update = new float[count];
                for (int i = 0; i < count; i++) {
                    update[i] = k - 2 + (float) random.nextGaussian();
                }
                CompressorWithMemory.Compressed compressed = client.compress(update, memories[k]);
                memories[k] = compressed.memory();
                fold.add(new ClientUpdate(new ClientId("c-" + k), compressed.payload(), 1));
            }
            state = server.of(fold.finish(), state).state();
        }
        for (int i = 0; i < count; i++) {
            double mean = 0;
            for (float[] memory : memories) {
                mean += memory[i] / (double) memories.length;
            }
            assertThat((double) state.floats(DifferenceShift.SHIFT).orElseThrow()[i])
                    .isCloseTo(mean, within(1e-4));
        }
    }

    @Test
    void alphaIsAShare() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DifferenceShift(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new DifferenceShift(Double.NaN));
    }

    private static StageRun run(DifferenceShift shift, double rate) {
        return new StageRun(shift, new OptimizerStage(new Sgd(), published -> rate));
    }

    private static float[] shift(RoundResult result) {
        return result.state().floats(DifferenceShift.SHIFT).orElseThrow();
    }

    private static Aggregate mean(float... values) {
        return new Aggregate(new Dense(values), 3, null);
    }
}
