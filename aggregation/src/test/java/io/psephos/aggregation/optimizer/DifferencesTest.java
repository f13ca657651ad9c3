package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.WeightedMean;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Dense;
import io.psephos.compression.Norm;
import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.compression.quantized.Diana;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DifferencesTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(1))));
    private final Differences diana = new Differences(new Sgd(), 0.25);

    @Test
    void theFirstStepIsTheMeanOfWhatWasSent() {
        Published published = diana.step(mean(4f, -8f), 0.5, ServerState.EMPTY);

        assertThat(published.step().payload().toDense()).containsExactly(2f, -4f);
        assertThat(published.next().shift()).containsExactly(1f, -2f);
    }

    @Test
    void whatClientsRememberIsAddedToTheirDifferences() {
        ServerState before = new ServerState(null, null, new float[] {1f, -2f});

        Published published = diana.step(mean(4f, 0f), 1, before);

        assertThat(published.step().payload().toDense()).containsExactly(5f, -2f);
        assertThat(published.next().shift()).containsExactly(2f, -2f);
        assertThat(before.shift()).containsExactly(1f, -2f);
    }

    @Test
    void momentumWorksOnTheWholeDirection() {
        Differences heavy = new Differences(new Sgd(LAYOUT, 0.5), 1);

        Published first = heavy.step(mean(2f), 1, ServerState.EMPTY);
        Published second = heavy.step(mean(0f), 1, first.next());

        assertThat(second.step().payload().toDense()).containsExactly(3f);
        assertThat(second.next().shift()).containsExactly(2f);
    }

    /** Both sides add the same numbers, each rounded in its own place: after 500 rounds they are still together. */
    @Test
    void theServerKnowsTheMeanOfWhatClientsRemember() {
        Random random = new Random(3);
        int count = 40;
        double alpha = Diana.defaultAlpha(Norm.L2, 16, count);
        Diana client = new Diana(new BlockQuantization(16, Norm.L2, random::nextLong), alpha);
        Differences server = new Differences(new Sgd(), alpha);
        float[][] memories = new float[5][];
        ServerState state = ServerState.EMPTY;
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
            state = server.step(fold.finish(), 0.1, state).next();
        }
        for (int i = 0; i < count; i++) {
            double mean = 0;
            for (float[] memory : memories) {
                mean += memory[i] / (double) memories.length;
            }
            assertThat((double) state.shift()[i]).isCloseTo(mean, within(1e-4));
        }
    }

    @Test
    void alphaIsAShare() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Differences(new Sgd(), 1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Differences(new Sgd(), Double.NaN));
    }

    private static Aggregate mean(float... values) {
        return new Aggregate(new Dense(values), 3, null);
    }
}
