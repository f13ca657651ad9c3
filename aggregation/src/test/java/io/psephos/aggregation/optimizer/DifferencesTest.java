package io.psephos.aggregation.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.Dense;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
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

    @Test
    void alphaIsAShare() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Differences(new Sgd(), 1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Differences(new Sgd(), Double.NaN));
    }

    private static Aggregate mean(float... values) {
        return new Aggregate(new Dense(values), 3, null);
    }
}
