package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.aggregation.stage.StepFeedback;
import io.psephos.compression.chain.StepChain;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Row;
import io.psephos.protocol.model.ModelDigest;
import io.psephos.protocol.state.NamedState;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chain of published steps leads where the full download leads, in a few bits a parameter. */
class DeltaTest {
    private static final String LARGE = "model: {layers: [999, 100]}";

    private final Deployment deployment = new Deployment(5);

    @ParameterizedTest
    @CsvSource({"3, zero, 31", "2, zero, 15.5", "2, plus-one, 31", "2, coin, 31"})
    void everyStepOfAMajorityIsSmall(int cohort, String ties, double ratio) {
        JobId job = deployment.start(LARGE, "aggregation: {ties: " + ties + "}", schedule(cohort));
        publish(job, cohort, 3);

        assertChainLeadsTo(job, 3);
        for (long version = 1; version <= 3; version++) {
            byte[] step =
                    deployment.coordinator().delta(job, version - 1, version).orElseThrow();
            assertThat(step.length).isLessThanOrEqualTo((int) (4 * 100_000 / ratio));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregation: {rule: vote-mean, serverErrorFeedback: scaled-sign}",
                "aggregation: {rule: weighted-mean, serverErrorFeedback: scaled-sign}",
                "aggregation: {rule: majority-vote, serverErrorFeedback: scaled-sign}",
                "aggregation: {rule: majority-vote, weights: examples, maxVotes: 3}",
                "aggregation: {rule: weighted-mean, serverErrorFeedback: terngrad}"
            })
    void whatIsAskedToBeSmallIs(String aggregation) {
        JobId job = deployment.start(LARGE, aggregation, schedule(3));
        publish(job, 3, 4);

        assertChainLeadsTo(job, 4);
        assertThat(deployment.coordinator().delta(job, 3, 4).orElseThrow().length)
                .isLessThanOrEqualTo((int) (4 * 100_000 / 15.5));
    }

    /** Also across a restart: coins follow from the job, what is left out is kept. */
    @ParameterizedTest
    @EnumSource(value = CodecScheme.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void stepsOfEverySchemeLeadToTheVersion(CodecScheme scheme) {
        Assumptions.assumeThat(scheme).matches(CodecScheme::isForSteps, "is for steps");
        JobId job = deployment.start(
                LARGE, "aggregation: {rule: weighted-mean, serverErrorFeedback: " + scheme.word() + "}", schedule(3));
        publish(job, 3, 2);
        deployment.restart();
        publish(job, 3, 2);

        assertChainLeadsTo(job, 4);
        assertThat(deployment.journal.state(job).floats(StepFeedback.RESIDUAL).orElseThrow())
                .hasSizeGreaterThanOrEqualTo(70);
    }

    @Test
    void momentumAndResidualGoOnFromRoundToRound() {
        JobId job = deployment.start(
                "aggregation: {rule: vote-mean, serverErrorFeedback: scaled-sign}",
                "optimizer: {learningRate: 0.25, momentum: 0.9}",
                schedule(3));
        publish(job, 3, 2);
        NamedState memory = deployment.journal.state(job);
        deployment.restart();
        publish(job, 3, 1);

        assertThat(memory.floats(Sgd.MOMENTUM).orElseThrow())
                .hasSize(70)
                .isNotEqualTo(deployment.journal.state(job).floats(Sgd.MOMENTUM).orElseThrow());
        assertThat(memory.floats(StepFeedback.RESIDUAL).orElseThrow())
                .hasSize(70)
                .isNotEqualTo(deployment
                        .journal
                        .state(job)
                        .floats(StepFeedback.RESIDUAL)
                        .orElseThrow());
        assertChainLeadsTo(job, 3);
    }

    @Row({"404 no-delta", "GET /api/v1/jobs/{job}/models/{version}/delta"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregation: {rule: vote-mean}",
                "aggregation: {rule: weighted-mean}",
                "optimizer: {learningRate: 0.25, momentum: 0.5}"
            })
    void acrossADenseStepThereIsNoChain(String line) {
        JobId job = deployment.start(line, schedule(3));
        publish(job, 3, 2);

        assertThat(deployment.coordinator().delta(job, 0, 2)).isEmpty();
        assertThat(deployment.coordinator().delta(job, 1, 2)).isEmpty();
        assertThat(deployment.coordinator().delta(job, 2, 2).orElseThrow())
                .isEqualTo(ModelDigest.of(deployment.parameters(job)));
        assertThat(deployment.records().models(job))
                .extracting(ModelSummary::dense)
                .containsOnly(true);
    }

    private static String schedule(int cohort) {
        return "schedule: {rounds: 100, cohort: " + cohort + ", quorum: " + cohort + "}";
    }

    private void publish(JobId job, int cohort, int rounds) {
        long version = deployment.view(job).modelVersion();
        for (int i = 0; i < rounds; i++) {
            for (int client = 0; client < cohort; client++) {
                var offer = deployment.offered(client);
                deployment.send(client, offer.assignment(), Frames.votes(offer, 31 * (version + i) + client));
            }
        }
        assertThat(deployment.view(job).modelVersion()).isEqualTo(version + rounds);
    }

    private void assertChainLeadsTo(JobId job, long version) {
        StoredModel first = deployment.coordinator().model(job, 0).orElseThrow();
        byte[] chain = deployment.coordinator().delta(job, 0, version).orElseThrow();

        float[] reached = StepChain.apply(chain, 0, version, first.parameters(), first.layout());

        assertThat(ModelDigest.hex(reached)).isEqualTo(deployment.digest(job));
        assertThat(deployment.records().models(job))
                .extracting(ModelSummary::dense)
                .startsWith(true, false, false);
    }
}
