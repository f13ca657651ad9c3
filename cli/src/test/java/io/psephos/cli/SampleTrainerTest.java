package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Trained;
import io.psephos.client.TrainingTask;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleTrainerTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout(
            List.of(new TensorShape("out.weight", List.of(10, 64)), new TensorShape("out.bias", List.of(10))));

    @ParameterizedTest
    @EnumSource(
            value = AttackKind.class,
            names = {"NONE", "LABEL_FLIP", "BACKDOOR", "SIGN_FLIP", "FREE_RIDER"})
    void trainsOnNoMoreExamplesThanTheJobTakes(AttackKind kind) {
        SampleTrainer trainer = new SampleTrainer(DataSets.digits(1), 0.2, 7, Choice.of(kind));
        assertThat(trainer.exampleCount()).isEqualTo(288);

        Trained few = trainer.train(task(10));
        Trained all = trainer.train(task(1000));

        assertThat(few.exampleCount()).isEqualTo(10);
        assertThat(all.exampleCount()).isEqualTo(288);
    }

    private static TrainingTask task(long maxExamples) {
        AssignmentId assignment = new AssignmentId("a-1");
        JobId job = new JobId("j-1");
        return new TrainingTask(
                new Offer(
                        assignment,
                        job,
                        0,
                        0,
                        LAYOUT.parameterCount(),
                        LAYOUT,
                        Instant.EPOCH,
                        Duration.ZERO,
                        new Offer.Training(null, 2, 4, 0.1, 0, "all", maxExamples),
                        new Offer.Codec("sign", 1, null),
                        new Offer.Privacy("none", false),
                        Offer.Links.of(job, 0, assignment)),
                new float[LAYOUT.parameterCount()]);
    }
}
