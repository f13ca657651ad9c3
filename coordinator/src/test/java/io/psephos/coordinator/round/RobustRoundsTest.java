package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.aggregation.stage.LastAggregate;
import io.psephos.compression.Dense;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of rounds with robust rules, which need all updates at once. */
final class RobustRoundsTest {
    private static final String[] RULES = {
        "coordinate-median",
        "trimmed-mean",
        "geometric-median",
        "krum",
        "multi-krum",
        "bulyan",
        "mda",
        "monna",
        "meamed",
    };

    @Row({
        "aggregation.rule geometric-median",
        "aggregation.rule centered-clipping",
        "aggregation.rule mda",
        "aggregation.rule monna",
        "aggregation.rule meamed",
        "preAggregation nnm",
        "preAggregation arc"
    })
    @ParameterizedTest
    @ValueSource(
            strings = {
                "coordinate-median",
                "trimmed-mean",
                "geometric-median",
                "krum",
                "multi-krum",
                "bulyan",
                "centered-clipping",
                "mda",
                "monna",
                "meamed"
            })
    void aRoundGoesOnAfterARestartAsIfThereHadBeenNone(String rule) {
        assertThat(play(rule, true)).containsExactly(play(rule, false));
    }

    @Test
    void centredClippingGoesOnFromTheLastAggregate() {
        Deployment deployment = new Deployment(7);
        JobId job = start(deployment, "{rule: centered-clipping, radius: 1.0e-6}");
        round(deployment, 1, 0);
        float[] first = deployment.journal.state(job).floats(LastAggregate.LAST).orElseThrow();
        deployment.restart();
        round(deployment, 2, 0);
        float[] second =
                deployment.journal.state(job).floats(LastAggregate.LAST).orElseThrow();
        assertThat(first).hasSize(70);
        assertThat(norm(first, new float[70])).isBetween(1e-7, 1.01e-6);
        assertThat(norm(second, first)).isBetween(1e-7, 1.01e-6);
    }

    /** One step is not enough for Gaussians, 32 are. */
    @Row("action rule-unsettled")
    @Test
    void aMedianThatDoesNotStandIsSaid() {
        Deployment deployment = new Deployment(7);
        JobId hasty = start(deployment, "{rule: geometric-median, iterations: 1}");
        round(deployment, 1, 4);
        deployment.move(hasty, Move.STOP);

        assertThat(deployment.records().audit(0, 100))
                .filteredOn(line -> line.action().equals("rule-unsettled"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.actor()).isEqualTo("coordinator");
                    assertThat(line.job()).isEqualTo(hasty);
                    assertThat(line.detail())
                            .startsWith("round 0: geometric-median")
                            .contains("aggregation.iterations");
                });
        assertThat(deployment.records().metrics(hasty))
                .filteredOn(metric -> metric.name().equals(StoredMetric.UNSETTLED))
                .singleElement()
                .satisfies(metric -> {
                    assertThat(metric.round()).isZero();
                    assertThat(metric.version()).isOne();
                    assertThat(metric.value()).isBetween(1e-4, 0.1);
                    assertThat(metric.source()).isEqualTo("server");
                });

        JobId patient = start(deployment, "{rule: geometric-median}");
        round(deployment, 1, 0);
        assertThat(deployment.view(patient).modelVersion()).isOne();
        assertThat(deployment.records().metrics(patient)).isEmpty();
        assertThat(deployment.records().audit(0, 100))
                .filteredOn(line -> line.action().equals("rule-unsettled"))
                .hasSize(1);
    }

    @Test
    void fltrustNeedsExamplesOfTheServersOwn() {
        assertThatThrownBy(() -> new Deployment(4).create("codec: {scheme: float32}", "aggregation: {rule: fltrust}"))
                .cause()
                .isInstanceOfSatisfying(
                        InvalidJobException.class,
                        e -> assertThat(e.violations()).singleElement().satisfies(fault -> {
                            assertThat(fault.path()).isEqualTo("aggregation.rule");
                            assertThat(fault.detail()).contains("100 examples", "digits");
                        }));
    }

    @Test
    void oneHugeUpdateAmongSevenMovesNoModelFar() {
        for (String rule : RULES) {
            float[] parameters = play(rule, false);
            for (float parameter : parameters) {
                assertThat(parameter).as(rule).isBetween(-20f, 20f);
            }
        }
    }

    /** Three rounds of seven clients, of which the first sends 1e30 in every coordinate. */
    private static float[] play(String rule, boolean restarts) {
        Deployment deployment = new Deployment(7);
        JobId job = start(deployment, "{rule: " + rule + "}");
        for (int number = 1; number <= 3; number++) {
            round(deployment, number, restarts ? 4 : 0);
        }
        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
        return deployment.parameters(job);
    }

    private static JobId start(Deployment deployment, String rule) {
        return deployment.start(
                "codec: {scheme: float32}",
                "schedule: {rounds: 10, cohort: 7, quorum: 7}",
                "aggregation: " + rule,
                "robustness: {byzantine: 1, preAggregation: [arc, nnm]}");
    }

    /** @param restartAfter so many updates; 0 = none */
    private static void round(Deployment deployment, int number, int restartAfter) {
        for (int client = 0; client < 7; client++) {
            Offer offer = deployment.offered(client);
            float[] update = new float[offer.parameterCount()];
            Random random = new Random(100L * number + client);
            for (int i = 0; i < update.length; i++) {
                update[i] = (float) random.nextGaussian();
            }
            if (client == 0) {
                Arrays.fill(update, 1e30f);
            }
            assertThat(deployment.send(client, offer.assignment(), Frames.frame(offer, new Dense(update))))
                    .isInstanceOf(Submission.Accepted.class);
            if (client + 1 == restartAfter) {
                deployment.restart();
            }
        }
    }

    private static double norm(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
