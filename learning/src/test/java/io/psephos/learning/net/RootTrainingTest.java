package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RootTrainingTest {
    private static final JobSpec.Training PLAN =
            new JobSpec.Training(OptionalInt.of(3), OptionalInt.empty(), 5, 0.1, 0, 1000);
    private static final Net NET = Fixtures.mlp(6, 5, 3);
    private static final Examples EXAMPLES = Fixtures.random(50, 6, 3, 1);
    private static final float[] START = Fixtures.randomParameters(NET, 2);

    @Test
    void isWhatAClientWithTheseExamplesWouldSend() {
        float[] before = START.clone();
        float[] update = new RootTraining(NET, EXAMPLES, 50, PLAN, 7).update(START, 9);
        float[] after = START.clone();
        for (int i = 0; i < after.length; i++) {
            after[i] -= update[i];
        }

        assertThat(START).containsExactly(before);
        assertThat(NetEvaluation.of(NET, after, EXAMPLES).loss())
                .isLessThan(NetEvaluation.of(NET, START, EXAMPLES).loss());
    }

    @Test
    void examplesFollowTheFirstSeedAndTheirOrderTheSecond() {
        float[] update = new RootTraining(NET, EXAMPLES, 20, PLAN, 7).update(START, 9);

        assertThat(new RootTraining(NET, EXAMPLES, 20, PLAN, 7).update(START, 9))
                .containsExactly(update);
        assertThat(new RootTraining(NET, EXAMPLES, 20, PLAN, 8).update(START, 9))
                .isNotEqualTo(update);
        assertThat(new RootTraining(NET, EXAMPLES, 20, PLAN, 7).update(START, 10))
                .isNotEqualTo(update);
    }

    @Test
    void refusesMoreExamplesThanThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RootTraining(NET, EXAMPLES, 51, PLAN, 1))
                .withMessageContaining("50")
                .withMessageContaining("51");
    }
}
