package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.coordinator.model.Evaluators;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Tests of the end of jobs and their last events. */
class JobEndTest {
    private static final String ALONE = "schedule: {rounds: 3, cohort: 1, quorum: 1}";
    private static final String TWO_IN_TIME = "schedule: {rounds: 3, cohort: 2, quorum: 2, deadline: PT40S}";

    private final Deployment deployment = new Deployment(5);

    @Test
    void aJobFinishesAfterItsRoundsWerePublished() {
        JobId job = deployment.start("schedule: {rounds: 2, cohort: 1, quorum: 1, deadline: PT4S}");
        deployment.takePart(0);
        deployment.offered(0);
        deployment.passSeconds(4);
        assertThat(deployment.state(job))
                .as("an abandoned round does not count")
                .isEqualTo(JobState.RUNNING);

        deployment.takePart(1);

        assertThat(deployment.state(job)).isEqualTo(JobState.FINISHED);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(2);
        assertThat(deployment.journal.openRound(job)).isEmpty();
        assertThat(deployment.ask(2, job)).isInstanceOf(OfferOutcome.Ended.class);
        assertThat(deployment.ask(2)).isInstanceOf(OfferOutcome.NothingNow.class);
        assertThat(deployment.parameters(job)).hasSize(70);
        assertThat(deployment.time().alarms()).isZero();
    }

    @Test
    void aPausedJobFinishesWithItsLastRound() {
        JobId job = deployment.start("schedule: {rounds: 1, cohort: 1, quorum: 1}");
        Offer offer = deployment.offered(0);
        deployment.move(job, Move.PAUSE);

        deployment.send(0, offer.assignment(), Frames.votes(offer, 0));

        assertThat(deployment.state(job)).isEqualTo(JobState.FINISHED);
    }

    @Test
    void aJobFinishesWhenItsAccuracyIsReached() {
        Deployment judged = judged(0.5, 0.79, 0.8, 0.9);
        JobId job = judged.start(
                "schedule: {rounds: 100, cohort: 1, quorum: 1}", "evaluation: {data: server}", "stop: {accuracy: 0.8}");
        judged.takePart(0);
        judged.takePart(0);
        assertThat(judged.state(job)).isEqualTo(JobState.RUNNING);

        judged.takePart(0);

        assertThat(judged.state(job)).isEqualTo(JobState.FINISHED);
        assertThat(judged.eventWords(job)).endsWith("round-published", "evaluated", "job-finished");
    }

    @Row("evaluation.data server")
    @Test
    void aJobIsEvaluatedEveryFewRoundsAndInItsLast() {
        Deployment judged = judged(0.1, 0.2, 0.3, 0.4);
        JobId job = judged.start("schedule: {rounds: 5, cohort: 1, quorum: 1}", "evaluation: {data: server, every: 2}");
        for (int round = 0; round < 5; round++) {
            judged.takePart(0);
        }

        assertThat(judged.records().metrics(job))
                .filteredOn(metric -> metric.name().equals("accuracy"))
                .containsExactly(
                        new StoredMetric(1, 2, "accuracy", 0.1, "server"),
                        new StoredMetric(3, 4, "accuracy", 0.2, "server"),
                        new StoredMetric(4, 5, "accuracy", 0.3, "server"));
        assertThat(judged.events(job))
                .filteredOn(event -> event.kind() == JobEvent.Kind.EVALUATED)
                .extracting(JobEvent::value)
                .containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void aJobFailsWhenAParameterIsNoLongerFinite() {
        JobId job = deployment.start("model: {net: broken, layers: [13, 5]}", ALONE);
        Offer offer = deployment.takePart(0);

        assertThat(deployment.state(job)).isEqualTo(JobState.FAILED);
        assertThat(deployment.view(job).reason()).contains("parameter 0 became Infinity");
        assertThat(deployment.view(job).modelVersion()).isZero();
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.DISCARDED);
        assertThat(deployment.eventWords(job)).endsWith("round-abandoned", "job-failed");
        assertThat(deployment.ask(0, job)).isInstanceOf(OfferOutcome.Ended.class);
    }

    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void tenAbandonedRoundsInARowAreToldAndTheJobGoesOn() {
        JobId job = deployment.start(TWO_IN_TIME);
        for (int round = 0; round < 9; round++) {
            deployment.offered(0);
            deployment.passSeconds(41);
        }
        assertThat(deployment.eventWords(job)).doesNotContain("stalled");
        deployment.offered(0);
        deployment.passSeconds(41);

        assertThat(deployment.eventWords(job)).containsOnlyOnce("stalled");
        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aRoundThatAPauseLetsPassIsNoStall() {
        JobId job = deployment.start(TWO_IN_TIME);
        for (int round = 0; round < 9; round++) {
            deployment.offered(0);
            deployment.passSeconds(41);
        }
        deployment.offered(0);
        deployment.move(job, Move.PAUSE);
        deployment.passSeconds(41);

        assertThat(deployment.eventWords(job)).endsWith("round-abandoned").doesNotContain("stalled");
    }

    @Test
    void aJobFailsWhenItsEvaluatorDoes() {
        Deployment judged = new Deployment(
                new MemoryJournal(),
                TestPopulation.of(3),
                IdSource.counting(),
                spec -> Optional.of(parameters -> {
                    throw new IllegalStateException("no examples");
                }));
        JobId job = judged.start(ALONE, "evaluation: {data: server}");

        judged.takePart(0);

        assertThat(judged.state(job)).isEqualTo(JobState.FAILED);
        assertThat(judged.view(job).reason()).contains("no examples");
        judged.restart();
        assertThat(judged.state(job)).isEqualTo(JobState.FAILED);
    }

    @Test
    void jobsThatCannotRunHereAreRefused() {
        assertThatThrownBy(() -> deployment.create("evaluation: {data: server}"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InvalidJobException.class)
                .hasMessageContaining("evaluation.set");
        assertThat(deployment.coordinator().jobs()).isEmpty();
        assertThat(deployment.journal.jobs()).isEmpty();
    }

    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void eventsTellAJobsLifeInOrderWithAscendingIds() throws Exception {
        List<JobEvent> heard = new ArrayList<>();
        try (AutoCloseable listening = deployment.coordinator().onEvents(heard::add)) {
            JobId job = deployment.start("schedule: {rounds: 2, cohort: 1, quorum: 1, deadline: PT4S}");
            deployment.offered(0);
            deployment.passSeconds(4);
            Offer refused = deployment.offered(0);
            for (int i = 0; i < 3; i++) {
                deployment.send(0, refused.assignment(), new byte[i]);
            }
            deployment.takePart(1);
            deployment.move(job, Move.PAUSE);
            deployment.move(job, Move.RESUME);
            deployment.takePart(0);
            assertThat(listening).isNotNull();

            assertThat(deployment.eventWords(job))
                    .containsExactly(
                            "job-started",
                            "round-opened",
                            "round-abandoned",
                            "round-opened",
                            "update-refused",
                            "update-accepted",
                            "round-published",
                            "round-opened",
                            "job-paused",
                            "job-resumed",
                            "update-accepted",
                            "round-published",
                            "job-finished");
            assertThat(deployment.events(job)).extracting(JobEvent::id).isEqualTo(ids(13));
            assertThat(heard).as("those who listen hear the same").isEqualTo(deployment.events(job));
            assertThat(deployment.events(job).get(4).code()).isEqualTo("malformed-frame");
            assertThat(deployment.events(job).get(5).client())
                    .isEqualTo(TestPopulation.client(1).id());
            assertThat(deployment.events(job).get(6).version()).isEqualTo(1);
            assertThat(deployment.events(job).get(6).round()).isEqualTo(1);
        }
    }

    @Test
    void eventIdsGoOnAfterARestart() {
        JobId job = deployment.start(ALONE);
        deployment.takePart(0);
        deployment.restart();
        deployment.takePart(0);

        assertThat(deployment.events(job))
                .extracting(JobEvent::id)
                .isEqualTo(ids(deployment.events(job).size()));
    }

    /** A deployment whose evaluator finds these accuracies, one after another. */
    private static Deployment judged(double... accuracies) {
        int[] next = {0};
        Evaluator evaluator = parameters -> new Evaluator.Evaluation(1, accuracies[next[0]++], 10);
        Evaluators evaluators = spec -> Optional.of(evaluator);
        return new Deployment(new MemoryJournal(), TestPopulation.of(3), IdSource.counting(), evaluators);
    }

    private static List<Long> ids(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }
}
