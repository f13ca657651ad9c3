package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.abandoned;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.assignment;
import static io.psephos.coordinator.journal.SampleEntries.client;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.declined;
import static io.psephos.coordinator.journal.SampleEntries.event;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.frameDigest;
import static io.psephos.coordinator.journal.SampleEntries.framesIn;
import static io.psephos.coordinator.journal.SampleEntries.given;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.job;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static io.psephos.coordinator.journal.SampleEntries.opened;
import static io.psephos.coordinator.journal.SampleEntries.published;
import static io.psephos.coordinator.journal.SampleEntries.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of every journal, tested by one subclass per journal. A new journal is one subclass. */
public abstract class JournalContract extends StateContract {
    @Test
    void jobsAreListedOldestFirstAsTheyWereCreated() {
        StoredJob second = job(new JobId("j-a"), JobState.CREATED);
        journal.commit(List.of(created(JOB)));
        journal.commit(List.of(new JournalEntry.JobCreated(second)));

        assertThat(journal.jobs()).containsExactly(job(JOB, JobState.CREATED), second);
    }

    @Test
    void aJobMovesWithAReasonAndWithout() {
        journal.commit(List.of(created(JOB), new JournalEntry.JobMoved(JOB, JobState.FAILED, "no data set")));
        assertThat(onlyJob().state()).isEqualTo(JobState.FAILED);
        assertThat(onlyJob().reason()).isEqualTo("no data set");

        journal.commit(List.of(new JournalEntry.JobMoved(JOB, JobState.RUNNING, null)));
        assertThat(onlyJob().state()).isEqualTo(JobState.RUNNING);
        assertThat(onlyJob().reason()).isNull();
    }

    @Test
    void aFreshJobHasNothingElse() {
        journal.commit(List.of(created(JOB)));

        assertThat(journal.openRound(JOB)).isEmpty();
        assertThat(journal.model(JOB, 0)).isEmpty();
        assertThat(records().events(JOB, 0, 10)).isEmpty();
        assertThat(journal.lastEvent(JOB)).isZero();
        assertThat(records().metrics(JOB)).isEmpty();
        assertThat(records().rounds(JOB)).isEmpty();
        assertThat(records().everAssigned(JOB, client(1))).isFalse();
        assertThat(journal.assignment(id(1))).isEmpty();
    }

    @Test
    void anEmptyCommitChangesNothing() {
        journal.commit(List.of());

        assertThat(journal.jobs()).isEmpty();
    }

    @Test
    void aCommitIsAllOrNothing() {
        startRound(2);
        List<JournalEntry> batch = List.of(
                new JournalEntry.JobMoved(JOB, JobState.PAUSED, null),
                accepted(1),
                event(1, JobEvent.Kind.UPDATE_ACCEPTED),
                new JournalEntry.MetricStored(JOB, new StoredMetric(0, 1, "accuracy", 0.5, "server")),
                modelStored(1),
                new JournalEntry.AssignmentGiven(assignment("a-another", 0, client(2))));

        assertThatThrownBy(() -> journal.commit(batch)).isInstanceOf(JournalException.class);

        assertThat(onlyJob().state()).isEqualTo(JobState.RUNNING);
        assertThat(onlyJob().modelVersion()).isZero();
        assertThat(framesIn(journal)).isEmpty();
        assertThat(journal.assignment(id(1)).orElseThrow().fate()).isEqualTo(Fate.OPEN);
        assertThat(journal.assignment(new AssignmentId("a-another"))).isEmpty();
        assertThat(journal.lastEvent(JOB)).isZero();
        assertThat(records().metrics(JOB)).isEmpty();
        assertThat(journal.model(JOB, 1)).isEmpty();
    }

    @Test
    void anOpenRoundHoldsItsAssignmentsInOrderAndItsFramesInOrderOfAcceptance() {
        startRound(4);
        journal.commit(List.of(accepted(3)));
        journal.commit(List.of(refused(4), accepted(1), declined(2)));

        StoredRound round = journal.openRound(JOB).orElseThrow();

        assertThat(round.round()).isZero();
        assertThat(round.modelVersion()).isZero();
        assertThat(round.openedAt()).isEqualTo(NOON);
        assertThat(round.frozen()).isFalse();
        assertThat(round.assignments()).extracting(StoredAssignment::id).containsExactly(id(1), id(2), id(3), id(4));
        assertThat(round.assignments())
                .extracting(StoredAssignment::fate)
                .containsExactly(Fate.ACCEPTED, Fate.DECLINED, Fate.ACCEPTED, Fate.REFUSED);
        assertThat(framesIn(journal))
                .extracting(StoredRound.AcceptedFrame::assignment)
                .containsExactly(id(3), id(1));
        assertThat(framesIn(journal).get(0).frame()).isEqualTo(frame(3));
        assertThat(framesIn(journal).get(1).frame()).isEqualTo(frame(1));
    }

    @Test
    void oneCommitMayGiveAnAssignmentAndAcceptItsUpdate() {
        startRound(1);
        journal.commit(List.of(accepted(1), given(2), accepted(2), given(3), declined(3)));

        assertThat(framesIn(journal))
                .extracting(StoredRound.AcceptedFrame::assignment)
                .containsExactly(id(1), id(2));
        assertThat(fate(3)).isEqualTo(Fate.DECLINED);
    }

    @Test
    void aVerdictKeepsItsCodeAndDigest() {
        startRound(2);
        journal.commit(List.of(refused(1), accepted(2)));

        StoredAssignment refused = journal.assignment(id(1)).orElseThrow();
        assertThat(refused.code()).isEqualTo(ProblemCode.FILTERED);
        assertThat(refused.digest()).isEqualTo(frameDigest(1));
        StoredAssignment accepted = journal.assignment(id(2)).orElseThrow();
        assertThat(accepted.code()).isNull();
        assertThat(accepted.digest()).isEqualTo(frameDigest(2));
        assertThat(accepted.client()).isEqualTo(client(2));
        assertThat(accepted.givenAt()).isEqualTo(NOON);
    }

    @Test
    void whatWasRefusedOfAnAssignmentOutlivesItsVerdictItsRoundAndARestart() {
        Refusals twice = Refusals.NONE.malformedAgain().malformedAgain().noting(ProblemCode.NOT_FINITE);
        Refusals late = Refusals.NONE.noting(ProblemCode.ROUND_CLOSED).noting(ProblemCode.ROUND_CLOSED);
        startRound(3);
        journal.commit(List.of(
                new JournalEntry.RefusalCounted(JOB, id(1), Refusals.NONE.malformedAgain()),
                new JournalEntry.RefusalCounted(JOB, id(1), twice),
                new JournalEntry.RefusalCounted(JOB, id(2), late),
                refused(2)));
        assertThat(journal.openRound(JOB).orElseThrow().assignments())
                .extracting(StoredAssignment::refusals)
                .containsExactly(twice, late, Refusals.NONE);

        if (survivesReopen()) {
            journal = open();
        }
        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(0))));

        assertThat(fates(3)).containsExactly(Fate.EXPIRED, Fate.REFUSED, Fate.EXPIRED);
        assertThat(journal.assignment(id(1)).orElseThrow().refusals()).isEqualTo(twice);
        assertThat(journal.assignment(id(2)).orElseThrow().refusals()).isEqualTo(late);
        assertThat(journal.assignment(id(3)).orElseThrow().refusals()).isEqualTo(Refusals.NONE);
    }

    @Test
    void aFrozenRoundIsStillOpenButFrozen() {
        startRound(1);
        journal.commit(List.of(accepted(1)));
        journal.commit(List.of(new JournalEntry.RoundFrozen(JOB, 0, NOON)));

        StoredRound round = journal.openRound(JOB).orElseThrow();
        assertThat(round.frozen()).isTrue();
        assertThat(framesIn(journal)).hasSize(1);
    }

    @Test
    void publishingCountsWhatWasAcceptedAndExpiresWhatWasOpen() {
        startRound(4);
        journal.commit(List.of(accepted(1), refused(2), declined(3)));
        journal.commit(List.of(
                new JournalEntry.RoundFrozen(JOB, 0, NOON),
                modelStored(1),
                new JournalEntry.RoundPublished(JOB, published(0))));

        assertThat(journal.openRound(JOB)).isEmpty();
        assertThat(fates(4)).containsExactly(Fate.COUNTED, Fate.REFUSED, Fate.DECLINED, Fate.EXPIRED);
        assertThat(onlyJob().modelVersion()).isEqualTo(1);
        assertThat(onlyJob().round()).isEqualTo(1);
        assertThat(onlyJob().published()).isEqualTo(1);
        assertThat(journal.assignment(id(1)).orElseThrow().digest()).isEqualTo(frameDigest(1));
    }

    @Test
    void abandoningDiscardsWhatWasAcceptedAndExpiresWhatWasOpen() {
        startRound(4);
        journal.commit(List.of(accepted(1), refused(2), declined(3)));
        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(0))));

        assertThat(journal.openRound(JOB)).isEmpty();
        assertThat(fates(4)).containsExactly(Fate.DISCARDED, Fate.REFUSED, Fate.DECLINED, Fate.EXPIRED);
        assertThat(onlyJob().modelVersion()).isZero();
        assertThat(onlyJob().round()).isEqualTo(1);
        assertThat(onlyJob().published()).isZero();
    }

    @Test
    void abandonedRoundsAreCountedUntilOneIsPublished() {
        startRound(0);
        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(0)), opened(1)));
        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(1)), opened(2)));
        assertThat(onlyJob().abandonedInARow()).isEqualTo(2);

        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(2))));
        assertThat(onlyJob().abandonedInARow()).isZero();
        assertThat(onlyJob().round()).isEqualTo(3);
        assertThat(onlyJob().published()).isEqualTo(1);
    }

    @Test
    void aRoundsEndLeavesOtherRoundsAndJobsAlone() {
        JobId other = new JobId("j-other");
        startRound(2);
        journal.commit(List.of(accepted(1), new JournalEntry.RoundPublished(JOB, published(0)), opened(1)));
        StoredAssignment elsewhere =
                StoredAssignment.given(new AssignmentId("a-elsewhere"), other, 0, client(1), 0, NOON);
        journal.commit(List.of(
                created(other),
                new JournalEntry.RoundOpened(other, 0, 0, NOON),
                new JournalEntry.AssignmentGiven(elsewhere),
                new JournalEntry.UpdateAccepted(other, elsewhere.id(), 0, frameDigest(9), frame(9), NOON)));

        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(1))));

        assertThat(fates(2)).containsExactly(Fate.COUNTED, Fate.EXPIRED);
        StoredRound untouched = journal.openRound(other).orElseThrow();
        assertThat(untouched.assignments()).extracting(StoredAssignment::fate).containsExactly(Fate.ACCEPTED);
        assertThat(framesIn(journal, other)).hasSize(1);
    }

    @Test
    void aClientHasOneAssignmentARound() {
        startRound(1);
        assertThatThrownBy(() ->
                        journal.commit(List.of(new JournalEntry.AssignmentGiven(assignment("a-b", 0, client(1))))))
                .isInstanceOf(JournalException.class);

        journal.commit(List.of(
                new JournalEntry.RoundAbandoned(JOB, abandoned(0)),
                opened(1),
                new JournalEntry.AssignmentGiven(assignment("a-b", 1, client(1)))));
        assertThat(journal.openRound(JOB).orElseThrow().assignments())
                .extracting(StoredAssignment::id)
                .containsExactly(new AssignmentId("a-b"));
    }

    @Test
    void anAssignmentThatIsUniqueWhileOpenOutlivesRounds() {
        startRound(0);
        ClientReport report = new ClientReport(Map.of("loss", 0.5), List.of());
        journal.commit(List.of(
                whileOpen("a-1", 0, 1),
                whileOpen("a-2", 0, 2),
                whileOpen("a-3", 0, 3),
                new JournalEntry.MetricsReported(JOB, id(1), report),
                new JournalEntry.MetricsReported(JOB, id(2), report),
                accepted(2),
                new JournalEntry.RoundPublished(JOB, published(0)),
                opened(1)));

        StoredRound next = journal.openRound(JOB).orElseThrow();
        assertThat(next.assignments()).extracting(StoredAssignment::id).containsExactly(id(1), id(3));
        assertThat(next.assignments()).extracting(StoredAssignment::fate).containsOnly(Fate.OPEN);
        assertThat(next.reports()).containsOnlyKeys(id(1));
        assertThat(framesIn(journal)).isEmpty();
        assertThat(records().progress(JOB).orElseThrow().assigned()).isEqualTo(2);

        journal.commit(List.of(
                new JournalEntry.UpdateAccepted(JOB, id(1), 1, frameDigest(1), frame(1), NOON),
                new JournalEntry.UpdateRefused(JOB, id(3), 1, ProblemCode.STALE, frameDigest(3), NOON)));
        next = journal.openRound(JOB).orElseThrow();
        assertThat(next.assignments()).extracting(StoredAssignment::round).containsExactly(1L, 1L);
        assertThat(fates(3)).containsExactly(Fate.ACCEPTED, Fate.COUNTED, Fate.DISCARDED);
        assertThat(framesIn(journal)).hasSize(1);

        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(1))));
        assertThat(fates(3)).containsExactly(Fate.DISCARDED, Fate.COUNTED, Fate.DISCARDED);
    }

    @Test
    void whatIsDecidedIsNotDecidedAgain() {
        startRound(2);
        journal.commit(List.of(accepted(1), whileOpen("a-3", 0, 3)));
        journal.commit(List.of(new JournalEntry.AssignmentExpired(JOB, id(3), 0, NOON)));

        assertThatThrownBy(() -> journal.commit(List.of(declined(1)))).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> journal.commit(List.of(accepted(3)))).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> journal.commit(List.of(accepted(2), refused(2))))
                .isInstanceOf(JournalException.class);
        assertThat(fates(3)).containsExactly(Fate.ACCEPTED, Fate.OPEN, Fate.EXPIRED);
    }

    @Test
    void aClientHasOneOfThoseAtATime() {
        startRound(0);
        journal.commit(List.of(whileOpen("a-1", 0, 1)));
        assertThatThrownBy(() -> journal.commit(List.of(whileOpen("a-2", 0, 1))))
                .isInstanceOf(JournalException.class);

        journal.commit(List.of(accepted(1), whileOpen("a-2", 0, 1)));
        journal.commit(List.of(declined(2), whileOpen("a-3", 0, 1)));
        journal.commit(List.of(new JournalEntry.AssignmentExpired(JOB, id(3), 0, NOON), whileOpen("a-4", 0, 1)));

        assertThat(fates(4)).containsExactly(Fate.ACCEPTED, Fate.DECLINED, Fate.EXPIRED, Fate.OPEN);
    }

    @Test
    void aLargeModelAndALargeFrameFit() {
        int size = 1 << 21;
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("all", List.of(size))));
        float[] parameters = new float[size];
        Random random = new Random(11);
        IntStream.range(0, size).forEach(i -> parameters[i] = (float) random.nextGaussian());
        byte[] frame = new byte[4 * size];
        random.nextBytes(frame);
        startRound(1);
        journal.commit(List.of(
                new JournalEntry.ModelStored(JOB, new StoredModel(JOB, 1, layout, parameters), "01", NOON),
                new JournalEntry.UpdateAccepted(JOB, id(1), 0, frameDigest(1), frame, NOON)));

        assertThat(bits(journal.model(JOB, 1).orElseThrow().parameters())).isEqualTo(bits(parameters));
        assertThat(framesIn(journal).get(0).frame()).isEqualTo(frame);
    }

    @Test
    void reportsStandUntilTheirRoundEnds() {
        ClientReport first = new ClientReport(Map.of("loss", 0.1 + 0.2), List.of());
        ClientReport second = new ClientReport(Map.of("accuracy", 1.0, "n", -0.0), List.of(0.5, Double.MIN_VALUE));
        startRound(2);
        journal.commit(List.of(
                new JournalEntry.MetricsReported(JOB, id(1), first),
                new JournalEntry.MetricsReported(JOB, id(2), first)));
        journal.commit(List.of(new JournalEntry.MetricsReported(JOB, id(1), second)));

        assertThat(journal.openRound(JOB).orElseThrow().reports())
                .containsOnly(Map.entry(id(1), second), Map.entry(id(2), first));

        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(0)), opened(1)));
        assertThat(journal.openRound(JOB).orElseThrow().reports()).isEmpty();
    }

    @Test
    void acceptedUpdatesAreReadOneAfterAnother() {
        startRound(70);
        List<JournalEntry> entries = new ArrayList<>();
        IntStream.rangeClosed(1, 70).forEach(client -> entries.add(accepted(client)));
        journal.commit(entries);
        List<AssignmentId> read = new ArrayList<>();
        journal.accepted(JOB, accepted -> {
            assertThat(accepted.frame()).isEqualTo(frame(read.size() + 1));
            read.add(accepted.assignment());
        });
        assertThat(read).hasSize(70).startsWith(id(1)).endsWith(id(70));
    }

    @Test
    void whatWasCommittedSurvivesARestart() {
        startRound(2);
        journal.commit(List.of(
                modelStored(1),
                accepted(2),
                event(1, JobEvent.Kind.UPDATE_ACCEPTED),
                new JournalEntry.MetricStored(JOB, new StoredMetric(0, 1, "loss", 0.25, "server"))));
        StoredJob before = onlyJob();

        if (survivesReopen()) {
            journal = open();
        }

        assertThat(onlyJob()).isEqualTo(before);
        assertThat(framesIn(journal)).hasSize(1);
        assertThat(fates(2)).containsExactly(Fate.OPEN, Fate.ACCEPTED);
        assertThat(journal.lastEvent(JOB)).isEqualTo(1);
        assertThat(records().metrics(JOB)).hasSize(1);
        assertThat(bits(journal.model(JOB, 1).orElseThrow().parameters()))
                .isEqualTo(bits(modelStored(1).model().parameters()));
    }
}
