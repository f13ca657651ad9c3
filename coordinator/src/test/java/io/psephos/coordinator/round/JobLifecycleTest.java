package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the state changes of a job, from every state. */
class JobLifecycleTest {
    private final Deployment deployment = new Deployment(20);

    @Row({
        "POST /api/v1/jobs/{job}/start",
        "POST /api/v1/jobs/{job}/pause",
        "POST /api/v1/jobs/{job}/resume",
        "POST /api/v1/jobs/{job}/stop"
    })
    @ParameterizedTest
    @CsvSource({
        "CREATED,  START,  RUNNING",
        "CREATED,  PAUSE,  -",
        "CREATED,  RESUME, -",
        "CREATED,  STOP,   STOPPED",
        "RUNNING,  START,  RUNNING",
        "RUNNING,  PAUSE,  PAUSED",
        "RUNNING,  RESUME, RUNNING",
        "RUNNING,  STOP,   STOPPED",
        "PAUSED,   START,  -",
        "PAUSED,   PAUSE,  PAUSED",
        "PAUSED,   RESUME, RUNNING",
        "PAUSED,   STOP,   STOPPED",
        "FINISHED, START,  -",
        "FINISHED, PAUSE,  -",
        "FINISHED, RESUME, -",
        "FINISHED, STOP,   -",
        "STOPPED,  START,  -",
        "STOPPED,  PAUSE,  -",
        "STOPPED,  RESUME, -",
        "STOPPED,  STOP,   STOPPED",
        "FAILED,   START,  -",
        "FAILED,   PAUSE,  -",
        "FAILED,   RESUME, -",
        "FAILED,   STOP,   -",
    })
    void everyMoveFromEveryState(JobState from, Move move, String to) {
        JobId job = jobIn(from);
        int events = deployment.events(job).size();

        Moved moved = deployment.move(job, move);

        if (to.equals("-")) {
            assertThat(moved)
                    .isInstanceOfSatisfying(
                            Moved.WrongState.class,
                            wrong -> assertThat(wrong.job().state()).isEqualTo(from));
            assertThat(deployment.state(job)).isEqualTo(from);
        } else {
            assertThat(moved)
                    .isInstanceOfSatisfying(
                            Moved.Done.class,
                            done -> assertThat(done.job().state()).isEqualTo(JobState.valueOf(to)));
            assertThat(deployment.state(job)).isEqualTo(JobState.valueOf(to));
        }
        if (deployment.state(job) == from) {
            assertThat(deployment.events(job)).as("no change, no event").hasSize(events);
        }
        deployment.restart();
        assertThat(deployment.state(job)).isEqualTo(to.equals("-") ? from : JobState.valueOf(to));
    }

    @Test
    void unknownJobsDoNotMove() {
        assertThat(deployment.move(new JobId("j-none"), Move.START)).isInstanceOf(Moved.Unknown.class);
    }

    @Test
    void aJobThatWasNotStartedOffersNothing() {
        JobId job = deployment.create();

        assertThat(deployment.ask(0)).isInstanceOf(OfferOutcome.NothingNow.class);
        assertThat(deployment.ask(0, job)).isInstanceOf(OfferOutcome.NothingNow.class);
        assertThat(deployment.view(job).modelVersion()).isZero();
        assertThat(deployment.parameters(job)).hasSize(70);
    }

    @Test
    void aPausedJobOffersNothingNotEvenWhatIsOpen() {
        JobId job = deployment.start();
        deployment.offered(0);

        deployment.move(job, Move.PAUSE);

        assertThat(deployment.isOffered(0)).isFalse();
        assertThat(deployment.isOffered(1)).isFalse();
        assertThat(deployment.ask(0, job)).isInstanceOf(OfferOutcome.NothingNow.class);
    }

    @Row("POST /api/v1/jobs/{job}/pause")
    @Test
    void aPauseLetsTheOpenRoundFinishAndOpensNoOther() {
        JobId job = deployment.start();
        List<Offer> offers =
                List.of(deployment.offered(0), deployment.offered(1), deployment.offered(2), deployment.offered(3));
        deployment.move(job, Move.PAUSE);

        for (int client = 0; client < 4; client++) {
            Offer offer = offers.get(client);
            assertThat(deployment.send(client, offer.assignment(), Frames.votes(offer, client)))
                    .isInstanceOf(Submission.Accepted.class);
        }

        assertThat(states(job)).containsExactly("published");
        assertThat(deployment.journal.openRound(job)).isEmpty();
        assertThat(deployment.state(job)).isEqualTo(JobState.PAUSED);

        deployment.move(job, Move.RESUME);

        assertThat(deployment.offered(0).round()).isEqualTo(1);
    }

    @Row("POST /api/v1/jobs/{job}/pause")
    @Test
    void theOpenRoundsClockRunsDuringAPause() {
        JobId job = deployment.start();
        deployment.offered(0);
        deployment.passSeconds(10);
        deployment.move(job, Move.PAUSE);

        deployment.passSeconds(30);

        assertThat(states(job)).containsExactly("abandoned");
        assertThat(deployment.state(job)).isEqualTo(JobState.PAUSED);
    }

    @Test
    void aShortPauseLeavesTheDeadlineWhereItWas() {
        JobId job = deployment.start();
        Offer before = deployment.offered(0);
        deployment.move(job, Move.PAUSE);
        deployment.passSeconds(10);
        deployment.move(job, Move.RESUME);

        Offer after = deployment.offered(0);

        assertThat(after.assignment()).isEqualTo(before.assignment());
        assertThat(after.deadline()).isEqualTo(before.deadline());
        assertThat(deployment.offered(1).round()).isZero();
    }

    @Test
    void aRoundThatNobodyAskedForSurvivesAPause() {
        JobId job = deployment.start();
        deployment.move(job, Move.PAUSE);
        deployment.passSeconds(4000);
        deployment.move(job, Move.RESUME);

        assertThat(deployment.offered(0).round()).isZero();
    }

    @Row("POST /api/v1/jobs/{job}/stop")
    @Test
    void aStopDiscardsTheOpenRound() {
        JobId job = deployment.start();
        Offer accepted = deployment.takePart(0);
        Offer open = deployment.offered(1);

        deployment.move(job, Move.STOP);

        assertThat(states(job)).containsExactly("abandoned");
        assertThat(deployment.fate(0, accepted)).isEqualTo(Fate.DISCARDED);
        assertThat(deployment.fate(1, open)).isEqualTo(Fate.EXPIRED);
        assertThat(deployment.ask(1)).isInstanceOf(OfferOutcome.NothingNow.class);
        assertThat(deployment.ask(1, job)).isInstanceOf(OfferOutcome.Ended.class);
        assertThat(deployment.time().alarms())
                .as("nobody waits for the round any more")
                .isZero();
    }

    private JobId jobIn(JobState state) {
        return switch (state) {
            case CREATED -> deployment.create();
            case RUNNING -> deployment.start();
            case PAUSED -> moved(deployment.start(), Move.PAUSE);
            case STOPPED -> moved(deployment.start(), Move.STOP);
            case FINISHED -> finished();
            case FAILED -> failed();
        };
    }

    private JobId moved(JobId job, Move move) {
        deployment.move(job, move);
        return job;
    }

    private JobId finished() {
        JobId job = deployment.start("schedule: {rounds: 1, cohort: 1, quorum: 1}");
        deployment.takePart(0);
        return job;
    }

    private JobId failed() {
        JobId job = deployment.start("model: {net: broken, layers: [13, 5]}", "schedule: {cohort: 1, quorum: 1}");
        deployment.takePart(0);
        return job;
    }

    private List<String> states(JobId job) {
        return deployment.rounds(job).stream().map(StoredRoundSummary::state).toList();
    }
}
