package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Call;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of the audit's lines about refusals, and of their limit. */
class RefusalsTest {
    private static final String TWO = "schedule: {cohort: 2, quorum: 2}";

    private final FaultyJournal journal = new FaultyJournal(new MemoryJournal());
    private final Deployment deployment =
            new Deployment(journal, TestPopulation.of(4), IdSource.counting(), spec -> Optional.empty());

    @Test
    void everyMalformedFrameIsALineUntilTheThird() {
        deployment.start(TWO);
        Offer offer = deployment.offered(0);
        byte[] third = new byte[47];
        send(offer, new byte[0], new byte[9], third);

        assertThat(lines(offer))
                .containsExactly(
                        "update-malformed malformed-frame: a frame has at least 48 bytes, was 0 at byte 0",
                        "update-malformed malformed-frame: a frame has at least 48 bytes, was 9 at byte 9",
                        "update-refused malformed-frame: a frame has at least 48 bytes, was 47 at byte 47");
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.REFUSED);
        AuditEntry line = all(offer).get(0);
        assertThat(line.actor()).isEqualTo(TestPopulation.client(0).id().value());
        assertThat(line.client()).isEqualTo(TestPopulation.client(0).id());
        assertThat(line.job()).isEqualTo(offer.job());
    }

    @Test
    void aDamagedFrameIsALineThatDoesNotCount() {
        deployment.start(TWO);
        Offer offer = deployment.offered(0);
        byte[] damaged = Frames.damaged(Frames.votes(offer, 1));
        send(offer, damaged, damaged);

        assertThat(lines(offer)).hasSize(2).allMatch(line -> line.startsWith("update-malformed bad-checksum: "));
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.OPEN);
    }

    @Test
    void ofEachCodeThereAreThreeLinesAndOneThatThereAreNoMore() {
        JobId job = deployment.start(TWO);
        Offer offer = deployment.takePart(0);
        AssignmentId live = offer.assignment();
        for (int again = 0; again < 10; again++) {
            deployment.send(0, live, new byte[again]);
        }
        int commits = journal.commits();
        deployment.send(0, live, new byte[11]);
        assertThat(journal.commits()).as("what is not written costs no commit").isEqualTo(commits);
        deployment.move(job, Move.STOP);
        deployment.restart();
        for (int again = 0; again < 10; again++) {
            deployment.send(0, live, new byte[again]);
            note(live, ProblemCode.TOO_LARGE);
        }

        assertThat(lines(offer))
                .containsExactly(
                        "update-refused duplicate-differs: other bytes were judged for this assignment before",
                        "update-refused duplicate-differs: other bytes were judged for this assignment before",
                        "update-refused duplicate-differs: other bytes were judged for this assignment before",
                        "update-refused duplicate-differs: again; further ones are not written down",
                        "update-refused too-large: because",
                        "update-refused too-large: because",
                        "update-refused too-large: because",
                        "update-refused too-large: again; further ones are not written down");
    }

    @Test
    void whatWaitsForOneCommitIsCountedLikeWhatDoesNot() {
        JobId job = deployment.start(TWO);
        Offer offer = deployment.offered(0);
        deployment.move(job, Move.STOP);
        byte[] votes = Frames.votes(offer, 1);
        int commits = journal.commits();
        boolean[] first = {true};
        journal.beforeCommit(() -> {
            if (first[0]) {
                first[0] = false;
                IntStream.range(0, 20).forEach(more -> submit(offer, votes));
            }
        });
        submit(offer, votes);

        assertThat(journal.commits()).as("two batches").isEqualTo(commits + 2);
        assertThat(lines(offer))
                .hasSize(4)
                .allMatch(line -> line.startsWith("update-refused round-closed: "))
                .last()
                .asString()
                .endsWith("not written down");
    }

    @Test
    void metricsAreNoted() {
        JobId job = deployment.start(TWO);
        Offer offer = deployment.offered(0);
        report(offer, List.of(1.0));
        deployment.move(job, Move.STOP);
        report(offer, List.of());

        assertThat(lines(offer))
                .containsExactly(
                        "metrics-refused invalid-member: maxAbs has one number for each of 2 tensors",
                        "metrics-refused round-closed: round 0 takes no more metrics");
    }

    @Test
    void nobodyWritesAboutTheAssignmentsOfOthers() {
        deployment.start(TWO);
        Offer offer = deployment.offered(0);
        var stranger = TestPopulation.client(1).id();

        assertThat(Deployment.now(deployment
                        .coordinator()
                        .noteRefusal(stranger, offer.assignment(), Call.UPDATE, ProblemCode.TOO_LARGE, "because")))
                .isFalse();
        assertThat(note(new AssignmentId("a-none"), ProblemCode.TOO_LARGE)).isFalse();
        deployment.send(1, offer.assignment(), new byte[1]);
        assertThat(all(offer)).isEmpty();
    }

    @Test
    void whatWasAcceptedIsNoLine() {
        deployment.start(TWO);
        Offer offer = deployment.takePart(0);
        deployment.send(0, offer.assignment(), Frames.votes(offer, 0));

        assertThat(all(offer)).isEmpty();
    }

    @Test
    void theThirdMalformedFrameIsFinalAlsoAfterARestart() {
        for (int restart = 1; restart <= 2; restart++) {
            deployment.start(TWO);
            Offer offer = deployment.offered(restart);
            for (int frame = 1; frame <= 3; frame++) {
                assertThat(deployment.fate(restart, offer)).isEqualTo(Fate.OPEN);
                assertThat(deployment.send(restart, offer.assignment(), new byte[frame]))
                        .isInstanceOf(Submission.Refused.class);
                deployment.send(restart, offer.assignment(), Frames.damaged(Frames.votes(offer, 1)));
                if (frame == restart) {
                    deployment.restart();
                }
            }
            assertThat(deployment
                            .receipt(restart, offer.assignment())
                            .orElseThrow()
                            .code())
                    .isEqualTo(ProblemCode.MALFORMED_FRAME);
        }
    }

    @Test
    void aMalformedFrameWhoseCommitFailedCountsIfItsLineStands() {
        for (FaultyJournal.Fault fault : FaultyJournal.Fault.values()) {
            FaultyJournal faulty = new FaultyJournal(new MemoryJournal());
            Deployment fresh =
                    new Deployment(faulty, TestPopulation.of(1), IdSource.counting(), spec -> Optional.empty());
            Persistent persistent = new Persistent(fresh, faulty);
            fresh.start(TWO);
            Offer offer = fresh.offered(0);
            fresh.send(0, offer.assignment(), new byte[1]);
            faulty.failNext(fault);
            persistent.call(() -> fresh.send(0, offer.assignment(), new byte[2]));
            boolean wasLost = fault == FaultyJournal.Fault.AFTER || fault == FaultyJournal.Fault.DEATH_AFTER;

            // The client sent its second frame again where the answer was lost, and it was the third.
            assertThat(fresh.fate(0, offer)).as(fault.name()).isEqualTo(wasLost ? Fate.REFUSED : Fate.OPEN);
            persistent.call(() -> fresh.send(0, offer.assignment(), new byte[2]));
            assertThat(fresh.fate(0, offer)).as(fault.name()).isEqualTo(Fate.REFUSED);
        }
    }

    private void send(Offer offer, byte[]... frames) {
        for (byte[] frame : frames) {
            deployment.send(0, offer.assignment(), frame);
        }
    }

    private CompletionStage<Submission> submit(Offer offer, byte[] frame) {
        return deployment.coordinator().submit(TestPopulation.client(0).id(), offer.assignment(), frame);
    }

    private boolean note(AssignmentId live, ProblemCode code) {
        return Deployment.now(deployment
                .coordinator()
                .noteRefusal(TestPopulation.client(0).id(), live, Call.UPDATE, code, "because"));
    }

    private void report(Offer offer, List<Double> maxAbs) {
        Deployment.now(deployment
                .coordinator()
                .report(TestPopulation.client(0).id(), offer.assignment(), new ClientReport(Map.of(), maxAbs)));
    }

    private List<String> lines(Offer offer) {
        return all(offer).stream()
                .map(line -> line.action() + " " + line.detail())
                .toList();
    }

    private List<AuditEntry> all(Offer offer) {
        return deployment.records().audit(0, 1000).stream()
                .filter(line -> offer.assignment().equals(line.assignment()))
                .toList();
    }
}
