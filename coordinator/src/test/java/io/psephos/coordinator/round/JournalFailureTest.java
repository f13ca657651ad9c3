package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.round.FaultyJournal.Fault;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage that fails for a while: callers hear of it, may try again, and nothing is lost or doubled. */
class JournalFailureTest {
    private static final String TWO = "schedule: {cohort: 2, quorum: 1, deadline: PT40S}";

    private final MemoryJournal memory = new MemoryJournal();
    private final FaultyJournal journal = new FaultyJournal(memory);
    private final Deployment deployment =
            new Deployment(journal, TestPopulation.of(10), IdSource.counting(), spec -> Optional.empty());

    @Test
    void anAssignmentWhoseAnswerWasLostIsOfferedAgain() {
        JobId job = deployment.start(TWO);
        journal.failNext(Fault.AFTER);
        assertFails(() -> deployment.ask(0));

        Offer offer = deployment.offered(0);

        assertThat(memory.openRound(job).orElseThrow().assignments()).hasSize(1);
        assertThat(memory.assignment(offer.assignment())).isPresent();
    }

    @Test
    void anAssignmentThatWasNotGivenIsGivenLater() {
        JobId job = deployment.start(TWO);
        journal.failNext(Fault.BEFORE);
        assertFails(() -> deployment.ask(0));
        assertThat(memory.openRound(job).orElseThrow().assignments()).isEmpty();
        deployment.passSeconds(4000);

        Offer offer = deployment.offered(0);

        assertThat(offer.deadlineIn()).as("the clock starts with this one").hasSeconds(40);
    }

    @Test
    void anUpdateThatWasNotStoredIsTakenLater() {
        deployment.start(TWO);
        Offer offer = deployment.offered(0);
        journal.failNext(Fault.BEFORE);
        assertFails(() -> deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.OPEN);

        assertThat(deployment.send(0, offer.assignment(), Frames.votes(offer, 0)))
                .isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void anUpdateWhoseAnswerWasLostLearnsItsFate() {
        JobId job = deployment.start(TWO);
        Offer offer = deployment.offered(0);
        journal.failNext(Fault.AFTER);
        assertFails(() -> deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));

        assertThat(deployment.send(0, offer.assignment(), Frames.votes(offer, 0)))
                .isInstanceOf(Submission.AlreadyAccepted.class);

        deployment.takePart(1);
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.COUNTED);
        assertThat(deployment.rounds(job).get(0).counted()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BEFORE", "AFTER"})
    void aPublicationThatFailedHappensByItself(Fault fault) {
        JobId job = deployment.start(TWO);
        deployment.takePart(0);
        Offer last = deployment.offered(1);
        int[] commits = {0};
        journal.plan(() -> commits[0]++ == 1 ? fault : Fault.NONE);
        assertThat(deployment.send(1, last.assignment(), Frames.votes(last, 1)))
                .as("accepted and frozen; then the publication fails")
                .isInstanceOf(Submission.Accepted.class);

        deployment.passSeconds(1);

        assertThat(states(job)).containsExactly("published");
        assertThat(deployment.view(job).modelVersion()).isEqualTo(1);
        assertThat(deployment.fate(1, last)).isEqualTo(Fate.COUNTED);
        assertThat(deployment.offered(0).round()).isEqualTo(1);
    }

    @Test
    void aFrozenSetStaysFrozenAfterACrash() {
        JobId job = deployment.start("schedule: {cohort: 4, quorum: 2, deadline: PT40S}");
        deployment.takePart(0);
        deployment.takePart(1);
        Offer late = deployment.offered(2);
        int[] commits = {0};
        journal.plan(() -> commits[0]++ == 1 ? Fault.DEATH_BEFORE : Fault.NONE);
        deployment.passSeconds(40);
        assertThat(memory.openRound(job).orElseThrow().frozen()).isTrue();
        journal.revive();

        deployment.restart();

        assertThat(states(job)).containsExactly("published");
        assertThat(deployment.rounds(job).get(0).counted()).isEqualTo(2);
        assertThat(deployment.fate(2, late)).isEqualTo(Fate.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFrozenSetThatLostUpdatesBelowTheQuorumIsAbandoned(int left) {
        JobId job = deployment.start("schedule: {cohort: 4, quorum: 2, deadline: PT40S}");
        deployment.takePart(0);
        deployment.takePart(1);
        int[] commits = {0};
        journal.plan(() -> commits[0]++ == 1 ? Fault.DEATH_BEFORE : Fault.NONE);
        deployment.passSeconds(40);
        journal.revive();
        journal.loseFramesBut(left);

        deployment.restart();

        assertThat(states(job)).containsExactly("abandoned");
        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
        assertThat(deployment.offered(0).round()).isEqualTo(1);
    }

    @Test
    void aPublicationThatFailsForLongHappensOnce() {
        JobId job = deployment.start(TWO);
        deployment.takePart(0);
        Offer last = deployment.offered(1);
        int[] commits = {0};
        journal.plan(() -> commits[0]++ == 0 ? Fault.NONE : Fault.BEFORE);
        deployment.send(1, last.assignment(), Frames.votes(last, 1));
        deployment.passSeconds(600);
        assertThat(states(job)).isEmpty();
        journal.plan(() -> Fault.NONE);

        deployment.passSeconds(1);

        assertThat(states(job)).containsExactly("published");
        assertThat(memory.model(job, 1)).isPresent();
        assertThat(memory.model(job, 2)).isEmpty();
    }

    @Test
    void howeverManyCallsFailOneRetryWaits() {
        deployment.start(TWO);
        journal.plan(() -> Fault.BEFORE);
        for (int i = 0; i < 100; i++) {
            assertFails(() -> deployment.ask(0));
        }
        assertThat(deployment.time().alarms()).isEqualTo(1);

        deployment.passSeconds(60);

        assertThat(deployment.time().alarms())
                .as("what recovered waits for no retry")
                .isLessThanOrEqualTo(1);
        journal.plan(() -> Fault.NONE);
        assertThat(deployment.isOffered(0)).isTrue();
    }

    @Test
    void aRoundKeepsItsDeadlineWhenStorageFails() {
        JobId job = deployment.start(TWO);
        Offer offer = deployment.offered(0);
        for (int second = 0; second < 39; second++) {
            deployment.passSeconds(1);
            journal.failNext(Fault.BEFORE);
            assertFails(() -> deployment.move(job, Move.PAUSE));
        }
        assertThat(deployment.offered(0).deadline()).isEqualTo(offer.deadline());

        deployment.passSeconds(1);

        assertThat(states(job)).containsExactly("abandoned");
    }

    @Test
    void aRoundWhoseEndCouldNotBeStoredEndsAsSoonAsItCan() {
        JobId job = deployment.start(TWO);
        deployment.offered(0);
        deployment.passSeconds(39);
        journal.plan(() -> Fault.BEFORE);
        deployment.passSeconds(30);
        assertThat(states(job)).isEmpty();
        journal.plan(() -> Fault.NONE);

        deployment.passSeconds(1);

        assertThat(states(job)).containsExactly("abandoned");
    }

    @Test
    void aMoveThatFailedMayBeMadeAgain() {
        JobId job = deployment.create(TWO);
        journal.failNext(Fault.BEFORE);
        assertFails(() -> deployment.move(job, Move.START));
        assertThat(deployment.state(job)).isEqualTo(JobState.CREATED);
        journal.failNext(Fault.AFTER);
        assertFails(() -> deployment.move(job, Move.START));

        deployment.move(job, Move.START);

        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
        assertThat(deployment.eventWords(job)).containsExactly("job-started", "round-opened");
    }

    @Test
    void aJobThatWasNotStoredIsNotThere() {
        journal.failNext(Fault.BEFORE);
        assertFails(() -> deployment.create(TWO));

        assertThat(deployment.coordinator().jobs()).isEmpty();
        assertThat(memory.jobs()).isEmpty();
    }

    @Test
    void aJobWhoseAnswerWasLostIsThereOnce() {
        journal.failNext(Fault.AFTER);
        JobId job = deployment.create(TWO);

        assertThat(deployment.coordinator().jobs())
                .extracting(view -> view.job())
                .containsExactly(job);
        assertThat(memory.jobs()).hasSize(1);
    }

    @Test
    void storageThatIsDownFailsEveryCallAndComesBack() {
        JobId job = deployment.start(TWO);
        Offer offer = deployment.offered(0);
        List<ThrowingCallable> calls = new ArrayList<>();
        calls.add(() -> deployment.ask(1));
        calls.add(() -> deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
        calls.add(() -> deployment.fate(0, offer));
        calls.add(() -> deployment.decline(0, offer));
        calls.add(() -> deployment.move(job, Move.STOP));
        journal.failNext(Fault.DEATH_BEFORE);
        calls.forEach(JournalFailureTest::assertFails);
        deployment.passSeconds(10);

        journal.revive();

        assertThat(deployment.ask(1)).isInstanceOf(OfferOutcome.Offered.class);
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.OPEN);
        assertThat(deployment.send(0, offer.assignment(), Frames.votes(offer, 0)))
                .isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void aListenerThatThrowsHidesNothingFromOthers() throws Exception {
        List<String> heard = new ArrayList<>();
        try (AutoCloseable deaf = deployment.coordinator().onEvents(event -> {
                    throw new IllegalStateException("deaf");
                });
                AutoCloseable listening = deployment
                        .coordinator()
                        .onEvents(event -> heard.add(event.kind().word()))) {
            JobId job = deployment.start(TWO);
            deployment.takePart(0);
            deployment.takePart(1);

            assertThat(states(job)).containsExactly("published");
            assertThat(heard).isEqualTo(deployment.eventWords(job));
            assertThat(List.of(deaf, listening)).hasSize(2);
        }
    }

    private List<String> states(JobId job) {
        return memory.rounds(job).stream().map(StoredRoundSummary::state).toList();
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call).hasCauseInstanceOf(JournalException.class);
    }
}
