package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Row;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of rules of the protocol about jobs that no other test covers. */
class JobRulesTest {
    private static final String ONE = "schedule: {rounds: 4, cohort: 1, quorum: 1, deadline: PT40S}";

    private final Deployment deployment = new Deployment(4);

    /** With t rounds published so far the rate is multiplied by 1 − (1 − a)·t/rounds; a round that fails is none. */
    @Row({"decay linear", "optimizer.kind sgd"})
    @Test
    void theRateFallsWithThePublishedRounds() {
        JobId job = deployment.start(ONE, "optimizer: {learningRate: 0.25, decay: {linear: 0.5}}");
        for (int published = 0; published < 4; published++) {
            deployment.offered(0);
            deployment.passSeconds(40);
            float[] before = deployment.parameters(job).clone();
            deployment.takePart(0);
            float[] after = deployment.parameters(job);
            double rate = 0.25 * (1 - 0.5 * published / 4);
            for (int i = 0; i < before.length; i++) {
                assertThat(Math.abs(after[i] - before[i])).isEqualTo((float) rate);
            }
        }
        assertThat(deployment.state(job)).isEqualTo(JobState.FINISHED);
    }

    @Row("POST /api/v1/jobs/{job}/models/{version}/rollback")
    @ParameterizedTest
    @CsvSource({"CREATED, false", "RUNNING, false", "PAUSED, true", "FINISHED, true", "STOPPED, true", "FAILED, false"})
    void whoMayGoBack(JobState state, boolean allowed) {
        JobId job = jobIn(state);
        long version = deployment.view(job).modelVersion();

        Moved moved = Deployment.now(deployment.coordinator().rollback(job, 0, "operator"));

        assertThat(moved).isInstanceOf(allowed ? Moved.Done.class : Moved.WrongState.class);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(allowed ? version + 1 : version);
        assertThat(deployment.state(job)).isEqualTo(state);
    }

    @Row("DELETE /api/v1/jobs/{job}")
    @ParameterizedTest
    @EnumSource(JobState.class)
    void onlyWhatHasEndedIsDeleted(JobState state) {
        JobId job = jobIn(state);

        Moved moved = Deployment.now(deployment.coordinator().delete(job, "operator"));

        boolean ended =
                List.of(JobState.FINISHED, JobState.STOPPED, JobState.FAILED).contains(state);
        assertThat(moved).isInstanceOf(ended ? Moved.Done.class : Moved.WrongState.class);
        assertThat(deployment.coordinator().job(job).isEmpty()).isEqualTo(ended);
    }

    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void eventsHaveTheNamesOfTheProtocol() {
        assertThat(Arrays.stream(Kind.values()).map(Kind::word))
                .containsExactlyInAnyOrder(
                        "job-started",
                        "round-opened",
                        "update-accepted",
                        "update-refused",
                        "round-published",
                        "round-abandoned",
                        "evaluated",
                        "stalled",
                        "job-paused",
                        "job-resumed",
                        "job-finished",
                        "job-stopped",
                        "job-failed");
    }

    /** A paused job here has no open round: the last one was published, and a pause opens no other. */
    private JobId jobIn(JobState state) {
        if (state == JobState.FAILED) {
            JobId job = deployment.start("model: {net: broken, layers: [13, 5]}", ONE);
            deployment.takePart(0);
            return job;
        }
        JobId job = deployment.create(ONE);
        if (state == JobState.STOPPED) {
            deployment.move(job, Move.STOP);
        } else if (state != JobState.CREATED) {
            deployment.move(job, Move.START);
        }
        if (state == JobState.FINISHED) {
            for (int round = 0; round < 4; round++) {
                deployment.takePart(0);
            }
        } else if (state == JobState.PAUSED) {
            var offer = deployment.offered(0);
            deployment.move(job, Move.PAUSE);
            deployment.send(0, offer.assignment(), Frames.votes(offer, 0));
        }
        assertThat(deployment.state(job)).isEqualTo(state);
        return job;
    }
}
