package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.client.TrainingTask;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.LocalTerms;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The regularizers that synthetic clients know. */
class SyntheticRegularizersTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final JobSpec SPEC = JobYaml.parse("""
            model: {net: softmax, layers: [64, 10], seed: 3}
            training: {steps: 3, batch: 16, learningRate: 0.1, proximal: 0.1}
            codec: {scheme: float32}
            schedule: {cohort: 4, quorum: 4}
            simulation: {clients: 4, seed: 5}
            """);

    @Test
    void aJobIsRefusedBeforeItRunsWhereNobodyKnowsItsRegularizer() {
        assertThat(new SyntheticPool(SPEC, DIGITS).regularizers()).containsExactly("proximal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyntheticPool(SPEC, DIGITS, LocalTerms.NONE))
                .withMessage("unknown regularizer 'proximal', this trainer knows none");
    }

    @Test
    void clientsTrainWithTermsOfTheirOwn() {
        LocalTerms terms = LocalTerms.BUILT_IN.with(
                "x-up", options -> (gradient, parameters, start) -> gradient[0] -= (float) (double) options.get("by"));
        SyntheticPool pool = new SyntheticPool(SPEC, DIGITS, terms);
        Offer.Training plain = new Offer.Training(1, null, 16, 0.5, 0, "all", 1000);

        float[] without = trained(pool, plain);
        float[] with = trained(pool, plain.with(List.of(new Offer.Term("x-up", Map.of("by", 4.0)))));

        assertThat(pool.regularizers()).containsExactlyInAnyOrder("proximal", "x-up");
        without[0] += 2;
        assertThat(with).containsExactly(without, within(1e-6f));
    }

    private static float[] trained(SyntheticPool pool, Offer.Training training) {
        Net net = Nets.byName(SPEC.model()).orElseThrow();
        JobId job = new JobId("j-1");
        AssignmentId assignment = new AssignmentId("a-1");
        Offer offer = new Offer(
                assignment,
                job,
                0,
                0,
                net.layout().parameterCount(),
                net.layout(),
                Instant.EPOCH,
                Duration.ofSeconds(30),
                training,
                new Offer.Codec("float32", 0, null),
                new Offer.Privacy("none", false),
                Offer.Links.of(job, 0, assignment));
        TrainingTask task = new TrainingTask(offer, net.initial(1));
        try {
            return pool.trainer(0).train(task).parameters();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
