package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.ClientCalls.Waiting;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Assignments that outlive rounds: which clients get one, how long it lasts, and what a restart keeps of it. */
class BufferedAssignmentsTest {
    private final Deployment deployment = new Deployment(30);

    @Test
    void whoDeclinesIsAskedAgainWithTheNextVersion() {
        deployment.start("schedule: {mode: buffered, buffer: 1}");
        deployment.decline(0, deployment.offered(0));
        assertThat(deployment.isOffered(0)).isFalse();

        deployment.takePart(1);

        assertThat(deployment.offered(0).modelVersion()).isOne();
    }

    @Test
    void whoWasRefusedIsAskedAgainWithTheNextVersion() {
        deployment.start("schedule: {mode: asynchronous}");
        Offer offer = deployment.offered(0);
        for (int i = 0; i < 3; i++) {
            deployment.send(0, offer.assignment(), new byte[i]);
        }
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.REFUSED);
        assertThat(deployment.isOffered(0)).isFalse();

        deployment.takePart(1);

        assertThat(deployment.isOffered(0)).isTrue();
    }

    @Test
    void whereEverybodyWasRefusedTheyAreAskedAgainAfterAWhile() {
        Deployment three = new Deployment(3);
        JobId job = three.start("schedule: {mode: asynchronous, deadline: PT40S}");
        for (int client = 0; client < 3; client++) {
            three.passSeconds(1);
            three.decline(client, three.offered(client));
        }
        three.passSeconds(39);
        assertThat(three.isOffered(1)).isFalse();
        assertThat(three.eventWords(job)).doesNotContain("stalled");
        three.passSeconds(1);
        assertThat(three.eventWords(job)).containsOnlyOnce("stalled");

        assertThat(three.takePart(1).modelVersion()).isZero();
        assertThat(three.view(job).modelVersion()).isOne();
    }

    @Test
    void aPausedJobIsNotStalled() {
        JobId job = deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer offer = deployment.offered(0);
        deployment.move(job, Move.PAUSE);
        deployment.decline(0, offer);
        deployment.passSeconds(90);
        assertThat(deployment.eventWords(job)).doesNotContain("stalled");

        deployment.move(job, Move.RESUME);
        assertThat(deployment.isOffered(0)).isTrue();
    }

    @Test
    void whatIsTooLateIsNotOfferedAgainEvenIfNobodyRangYet() {
        deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer late = deployment.offered(0);
        deployment.time().advanceSilently(Duration.ofSeconds(41));
        assertThat(deployment.isOffered(0)).isFalse();

        deployment.passSeconds(1);

        assertThat(deployment.offered(0).assignment()).isNotEqualTo(late.assignment());
    }

    @Test
    void whoNeverComesDoesNotKeepTheOthersWaiting() {
        deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        deployment.decline(0, deployment.offered(0));
        deployment.passSeconds(40);

        assertThat(deployment.isOffered(0)).as("twenty-nine others never asked").isTrue();
    }

    @Test
    void anAssignmentThatExpiredIsClosedForUpdatesAndMetrics() {
        FaultyJournal journal = new FaultyJournal(new MemoryJournal());
        Deployment other = new Deployment(journal, TestPopulation.of(3), IdSource.counting(), spec -> Optional.empty());
        other.start("schedule: {mode: buffered, buffer: 3, deadline: PT40S}");
        Offer late = other.offered(0);
        other.passSeconds(41);
        other.restart();

        assertThat(code(other.send(0, late.assignment(), Frames.votes(late, 0))))
                .isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(Deployment.now(other.coordinator()
                        .report(
                                TestPopulation.client(0).id(),
                                late.assignment(),
                                new ClientReport(Map.of("loss", 1.0), List.of()))))
                .isInstanceOf(Coordinator.Reported.Refused.class);
        assertThat(other.fate(0, late)).isEqualTo(Fate.EXPIRED);
    }

    @Test
    void assignmentsKeepTheirDeadlinesWhenThePublicationFailed() {
        FaultyJournal journal = new FaultyJournal(new MemoryJournal());
        Deployment other = new Deployment(journal, TestPopulation.of(3), IdSource.counting(), spec -> Optional.empty());
        other.start("schedule: {mode: asynchronous, cohort: 2, deadline: PT40S}");
        Offer dead = other.offered(0);
        Offer quick = other.offered(1);
        int[] commits = {0};
        journal.plan(() -> ++commits[0] == 2 ? FaultyJournal.Fault.DEATH_BEFORE : FaultyJournal.Fault.NONE);
        other.send(1, quick.assignment(), Frames.votes(quick, 1));
        assertThat(journal.isDead()).as("the version was not written").isTrue();
        journal.revive();
        other.restart();

        assertThat(other.offered(1).modelVersion()).isOne();
        other.passSeconds(41);
        assertThat(other.fate(0, dead)).isEqualTo(Fate.EXPIRED);
        assertThat(other.isOffered(2)).isTrue();
    }

    @Test
    void theClockGoesOnAfterARollback() {
        JobId job = deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer last = deployment.offered(0);
        deployment.move(job, Move.PAUSE);
        send(0, last);
        Deployment.now(deployment.coordinator().rollback(job, 0, "operator"));
        deployment.passSeconds(41);
        deployment.move(job, Move.RESUME);
        Offer slow = deployment.offered(1);

        deployment.passSeconds(41);

        assertThat(deployment.fate(1, slow)).isEqualTo(Fate.EXPIRED);
    }

    @Test
    void aRestartDoesNotForgetThatNobodyIsLeft() {
        Deployment two = new Deployment(2);
        two.start("schedule: {mode: buffered, buffer: 1, deadline: PT40S}");
        two.decline(0, two.offered(0));
        two.decline(1, two.offered(1));
        two.restart();
        two.passSeconds(39);
        assertThat(two.isOffered(0)).isFalse();

        two.passSeconds(1);

        assertThat(two.isOffered(0)).isTrue();
    }

    @Test
    void everyAssignmentHasItsOwnDeadline() {
        deployment.start("schedule: {mode: buffered, buffer: 5, deadline: PT40S}");
        Offer first = deployment.offered(0);
        deployment.passSeconds(30);
        Offer second = deployment.offered(1);
        assertThat(second.deadlineIn()).isEqualTo(Duration.ofSeconds(40));
        assertThat(deployment.offered(0).deadlineIn()).isEqualTo(Duration.ofSeconds(10));
        deployment.passSeconds(10);

        assertThat(deployment.fate(0, first)).isEqualTo(Fate.EXPIRED);
        assertThat(code(send(0, first))).isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(deployment.fate(1, second)).isEqualTo(Fate.OPEN);
        assertThat(send(1, second)).isInstanceOf(Submission.Accepted.class);
        assertThat(deployment.isOffered(0)).as("may try again").isTrue();
    }

    @Test
    void deadlinesHoldAcrossVersions() {
        deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer slow = deployment.offered(0);
        deployment.passSeconds(20);
        deployment.takePart(1);
        deployment.passSeconds(19);
        assertThat(deployment.fate(0, slow)).isEqualTo(Fate.OPEN);

        deployment.passSeconds(1);

        assertThat(deployment.fate(0, slow)).isEqualTo(Fate.EXPIRED);
    }

    @Test
    void anUpdateThatIsTooLateIsRefusedEvenIfNobodyRangYet() {
        deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer slow = deployment.offered(0);
        deployment.time().advanceSilently(Duration.ofSeconds(41));

        assertThat(code(send(0, slow))).isEqualTo(ProblemCode.ROUND_CLOSED);
    }

    @Test
    void aWaitingClientIsNotOvertaken() {
        deployment.start("schedule: {mode: buffered, buffer: 100, cohort: 1}");
        Offer held = deployment.offered(0);
        assertThat(deployment.isOffered(1)).isFalse();
        for (int i = 0; i < 5; i++) {
            deployment.passSeconds(1);
            assertThat(deployment.isOffered(2)).isFalse();
            assertThat(deployment.isOffered(1)).isFalse();
        }
        send(0, held);

        assertThat(deployment.isOffered(0))
                .as("the client that just had an assignment")
                .isFalse();
        assertThat(deployment.isOffered(2)).as("came later").isFalse();
        assertThat(deployment.isOffered(1)).as("waited longest").isTrue();
    }

    @Test
    void whoAsksNoMoreLosesTheTurn() {
        deployment.start("schedule: {mode: buffered, buffer: 100, cohort: 1}");
        Offer held = deployment.offered(0);
        assertThat(deployment.isOffered(1)).isFalse();
        send(0, held);
        assertThat(deployment.isOffered(2)).isFalse();

        deployment.pass(WaitingList.PATIENCE.minusSeconds(1));
        assertThat(deployment.isOffered(2)).isFalse();
        deployment.passSeconds(2);

        assertThat(deployment.isOffered(2)).isTrue();
    }

    @Test
    void deadlinesStartAnewAfterARestart() {
        deployment.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer open = deployment.offered(0);
        deployment.passSeconds(30);
        deployment.restart();
        deployment.passSeconds(30);
        assertThat(deployment.fate(0, open)).isEqualTo(Fate.OPEN);

        deployment.passSeconds(10);

        assertThat(deployment.fate(0, open)).isEqualTo(Fate.EXPIRED);
    }

    @Test
    void clientsThatLeaveGiveTheirAssignmentsBack() {
        deployment.start("schedule: {mode: buffered, buffer: 100, cohort: 1}");
        Offer held = deployment.offered(0);

        deployment.withdraw(0);

        assertThat(deployment.fate(0, held)).isEqualTo(Fate.DECLINED);
        assertThat(deployment.isOffered(1)).isTrue();
    }

    /** A stop may come between the freeze of a buffer and its publication. */
    @Test
    void aStopBeforeAFrozenBufferIsPublishedLeavesNoAssignmentOpen() {
        FaultyJournal journal = new FaultyJournal(new MemoryJournal());
        Deployment other = new Deployment(journal, TestPopulation.of(3), IdSource.counting(), spec -> Optional.empty());
        JobId job = other.start("schedule: {mode: asynchronous, deadline: PT40S}");
        Offer open = other.offered(0);
        Offer frozen = other.offered(1);
        List<CompletionStage<Moved>> stops = new ArrayList<>();
        journal.beforeCommit(() -> {
            if (stops.isEmpty()) {
                stops.add(other.coordinator().move(job, Move.STOP, "operator"));
            }
        });

        other.send(1, frozen.assignment(), Frames.votes(frozen, 1));

        assertThat(Deployment.now(stops.getFirst())).isInstanceOf(Moved.Done.class);
        assertThat(other.view(job).modelVersion())
                .as("stopped before it was published")
                .isZero();
        assertThat(other.fate(1, frozen)).isEqualTo(Fate.DISCARDED);
        assertThat(other.fate(0, open)).isEqualTo(Fate.EXPIRED);
        assertThat(code(other.send(0, open.assignment(), Frames.votes(open, 0))))
                .isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(other.time().alarms()).as("nobody rings any more").isZero();
    }

    /** A client in a long poll asks only when notified of free slots. */
    @Test
    void aClientThatWaitsForNotificationKeepsItsTurn() {
        deployment.start("schedule: {mode: buffered, buffer: 100, cohort: 1, deadline: PT1H}");
        Offer held = deployment.offered(0);
        assertThat(deployment.isOffered(1)).isFalse();
        try (Waiting poll =
                deployment.coordinator().waits(TestPopulation.client(1).id())) {
            deployment.pass(WaitingList.PATIENCE.multipliedBy(5));
            assertThat(deployment.isOffered(2)).isFalse();
            assertThat(deployment.isOffered(1))
                    .as("a poll ends with a last look")
                    .isFalse();
            assertThat(poll).isNotNull();
        }
        send(0, held);

        assertThat(deployment.isOffered(2)).as("came later").isFalse();
        assertThat(deployment.isOffered(1)).as("waited longest").isTrue();
    }

    /** Who is first in line and does not come leaves no slot empty. */
    @Test
    void whoeverIsInLineIsCalledAgainWhereTheFirstDoesNotCome() throws Exception {
        JobId job = deployment.start("schedule: {mode: buffered, buffer: 100, cohort: 1, deadline: PT1H}");
        Offer held = deployment.offered(0);
        assertThat(deployment.isOffered(1)).isFalse();
        Waiting waits = deployment.coordinator().waits(TestPopulation.client(2).id());
        assertThat(deployment.isOffered(2)).isFalse();
        List<OfferOutcome> answers = new ArrayList<>();
        try (AutoCloseable poll = deployment
                .coordinator()
                .onFreeSlots(told -> deployment.askLater(2).thenAccept(answers::add))) {
            send(0, held);
            deployment.pass(WaitingList.PATIENCE.multipliedBy(2));
            assertThat(answers.getLast()).isInstanceOf(OfferOutcome.Offered.class);
            assertThat(poll).isNotNull();
        }
        waits.close();
        assertThat(deployment.view(job).modelVersion()).isZero();
    }

    @Test
    void whoWasGivenWorkElsewhereStandsInNobodysWay() {
        JobId first = deployment.start("schedule: {mode: buffered, buffer: 100, cohort: 1, deadline: PT1H}");
        Offer held = deployment.offered(0);
        deployment.ask(1, first);
        JobId second = deployment.start("schedule: {cohort: 1, quorum: 1}");
        deployment.ask(1, second);
        send(0, held);

        assertThat(deployment.ask(2, first)).isInstanceOf(OfferOutcome.Offered.class);
    }

    @Test
    void aRefusalThatWasForgottenDoesNotComeBackWithARestart() {
        Deployment one = new Deployment(1);
        one.start("schedule: {mode: buffered, buffer: 3, deadline: PT40S}");
        one.decline(0, one.offered(0));
        one.passSeconds(40);
        one.takePart(0);

        one.restart();

        assertThat(one.isOffered(0)).isTrue();
    }

    private Submission send(int client, Offer offer) {
        return deployment.send(client, offer.assignment(), Frames.votes(offer, client));
    }

    private static ProblemCode code(Submission submission) {
        assertThat(submission).isInstanceOf(Submission.Refused.class);
        return ((Submission.Refused) submission).code();
    }
}
