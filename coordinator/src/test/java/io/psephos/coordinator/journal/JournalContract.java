package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.LAYOUT;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.abandoned;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.assignment;
import static io.psephos.coordinator.journal.SampleEntries.bytes;
import static io.psephos.coordinator.journal.SampleEntries.client;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.declined;
import static io.psephos.coordinator.journal.SampleEntries.digest;
import static io.psephos.coordinator.journal.SampleEntries.event;
import static io.psephos.coordinator.journal.SampleEntries.frame;
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
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every journal, tested by one subclass per journal. A new journal is one subclass. */
public abstract class JournalContract {
    protected Journal journal;

    /** Newest events of each job that the journal under test keeps. */
    protected static final int KEPT_EVENTS = 20;

    /** Returns the journal, empty at first; on further calls in one test the same journal after a restart. */
    protected abstract Journal open();

    /** Whether commits survive a second {@link #open}. */
    protected boolean survivesReopen() {
        return false;
    }

    /** Enrols clients, where the journal under test knows which clients are enrolled. */
    protected void enrol(List<ClientId> clients) {}

    @BeforeEach
    final void openEmpty() {
        journal = open();
    }

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
        assertThat(journal.openRound(JOB).orElseThrow().accepted()).isEmpty();
        assertThat(journal.assignment(id(1)).orElseThrow().fate()).isEqualTo(Fate.OPEN);
        assertThat(journal.assignment(new AssignmentId("a-another"))).isEmpty();
        assertThat(journal.lastEvent(JOB)).isZero();
        assertThat(records().metrics(JOB)).isEmpty();
        assertThat(journal.model(JOB, 1)).isEmpty();
    }

    @Test
    void anEventIdStandsOnce() {
        journal.commit(List.of(created(JOB), event(1, JobEvent.Kind.JOB_STARTED)));

        assertThatThrownBy(
                        () -> journal.commit(List.of(event(2, JobEvent.Kind.STALLED), event(1, JobEvent.Kind.STALLED))))
                .isInstanceOf(JournalException.class);

        assertThat(journal.lastEvent(JOB)).isEqualTo(1);
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
        assertThat(round.accepted())
                .extracting(StoredRound.AcceptedFrame::assignment)
                .containsExactly(id(3), id(1));
        assertThat(round.accepted().get(0).frame()).isEqualTo(frame(3));
        assertThat(round.accepted().get(1).frame()).isEqualTo(frame(1));
    }

    @Test
    void oneCommitMayGiveAnAssignmentAndAcceptItsUpdate() {
        startRound(1);
        journal.commit(List.of(accepted(1), given(2), accepted(2), given(3), declined(3)));

        assertThat(journal.openRound(JOB).orElseThrow().accepted())
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
        assertThat(refused.digest()).isEqualTo(digest(1));
        StoredAssignment accepted = journal.assignment(id(2)).orElseThrow();
        assertThat(accepted.code()).isNull();
        assertThat(accepted.digest()).isEqualTo(digest(2));
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
        assertThat(round.accepted()).hasSize(1);
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
        assertThat(journal.assignment(id(1)).orElseThrow().digest()).isEqualTo(digest(1));
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
                new JournalEntry.UpdateAccepted(other, elsewhere.id(), 0, digest(9), frame(9), NOON)));

        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(1))));

        assertThat(fates(2)).containsExactly(Fate.COUNTED, Fate.EXPIRED);
        StoredRound untouched = journal.openRound(other).orElseThrow();
        assertThat(untouched.assignments()).extracting(StoredAssignment::fate).containsExactly(Fate.ACCEPTED);
        assertThat(untouched.accepted()).hasSize(1);
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
        assertThat(next.accepted()).isEmpty();
        assertThat(records().progress(JOB).orElseThrow().assigned()).isEqualTo(2);

        journal.commit(List.of(
                new JournalEntry.UpdateAccepted(JOB, id(1), 1, digest(1), frame(1), NOON),
                new JournalEntry.UpdateRefused(JOB, id(3), 1, ProblemCode.STALE, digest(3), NOON)));
        next = journal.openRound(JOB).orElseThrow();
        assertThat(next.assignments()).extracting(StoredAssignment::round).containsExactly(1L, 1L);
        assertThat(fates(3)).containsExactly(Fate.ACCEPTED, Fate.COUNTED, Fate.DISCARDED);
        assertThat(next.accepted()).hasSize(1);

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

    private static JournalEntry.AssignmentGiven whileOpen(String id, long round, int client) {
        return new JournalEntry.AssignmentGiven(
                assignment(id, round, client(client)), JournalEntry.Uniqueness.WHILE_OPEN);
    }

    @Test
    void whoWasEverAssignedIsRemembered() {
        startRound(1);
        journal.commit(List.of(declined(1), new JournalEntry.RoundAbandoned(JOB, abandoned(0)), opened(1)));

        assertThat(records().everAssigned(JOB, client(1))).isTrue();
        assertThat(records().everAssigned(JOB, client(2))).isFalse();
        assertThat(records().everAssigned(new JobId("j-other"), client(1))).isFalse();
    }

    @Test
    void parametersKeepEveryBit() {
        journal.commit(List.of(created(JOB)));
        float[] parameters = {
            -0f, 0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL - Float.MIN_VALUE, Float.MAX_VALUE, 1f / 3
        };
        StoredModel model = new StoredModel(JOB, 0, LAYOUT, parameters);
        journal.commit(List.of(new JournalEntry.ModelStored(JOB, model, "00", NOON)));

        StoredModel found = journal.model(JOB, 0).orElseThrow();

        assertThat(found.layout()).isEqualTo(LAYOUT);
        assertThat(found.version()).isZero();
        assertThat(bits(found.parameters())).containsExactly(bits(parameters));
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
                new JournalEntry.UpdateAccepted(JOB, id(1), 0, digest(1), frame, NOON)));

        assertThat(bits(journal.model(JOB, 1).orElseThrow().parameters())).isEqualTo(bits(parameters));
        assertThat(journal.openRound(JOB).orElseThrow().accepted().get(0).frame())
                .isEqualTo(frame);
    }

    @Test
    void versionZeroAndTheLastHundredAreKept() {
        journal.commit(List.of(created(JOB), modelStored(0)));
        LongStream.rangeClosed(1, 100).forEach(version -> journal.commit(List.of(modelStored(version))));
        assertThat(keptVersions(103)).containsExactlyElementsOf(versions(0, 100));

        LongStream.rangeClosed(101, 103).forEach(version -> journal.commit(List.of(modelStored(version))));
        List<Long> kept = versions(4, 103);
        kept.add(0, 0L);
        assertThat(keptVersions(104)).containsExactlyElementsOf(kept);
        assertThat(onlyJob().modelVersion()).isEqualTo(103);
    }

    @Test
    void eventsAreReadAfterAnId() {
        journal.commit(List.of(created(JOB)));
        List<JobEvent> events = new ArrayList<>();
        for (JobEvent.Kind kind : JobEvent.Kind.values()) {
            events.add(event(events.size() + 1, kind).event());
        }
        journal.commit(events.stream()
                .<JournalEntry>map(JournalEntry.EventAppended::new)
                .toList());
        int last = events.size();

        assertThat(journal.lastEvent(JOB)).isEqualTo(last);
        assertThat(records().events(JOB, 0, 100)).isEqualTo(events);
        assertThat(records().events(JOB, 2, 3)).isEqualTo(events.subList(2, 5));
        assertThat(records().events(JOB, last, 3)).isEmpty();
        assertThat(records().events(new JobId("j-other"), 0, 3)).isEmpty();
    }

    @Test
    void theNewestEventsOfEachJobAreKept() {
        JobId other = new JobId("j-other");
        JobEvent elsewhere = new JobEvent(other, 1, NOON, JobEvent.Kind.STALLED, null, null, null, null, null, null);
        journal.commit(List.of(created(JOB)));
        journal.commit(List.of(created(other), new JournalEntry.EventAppended(elsewhere)));
        List<JobEvent> events = LongStream.rangeClosed(1, 2L * KEPT_EVENTS + 3)
                .mapToObj(id -> event(id, JobEvent.Kind.UPDATE_ACCEPTED).event())
                .toList();
        int half = KEPT_EVENTS + 1;
        events.subList(0, half).forEach(event -> journal.commit(List.of(new JournalEntry.EventAppended(event))));
        assertThat(records().events(JOB, 0, 100)).isEqualTo(events.subList(1, half));

        journal.commit(events.subList(half, events.size()).stream()
                .<JournalEntry>map(JournalEntry.EventAppended::new)
                .toList());

        assertThat(records().events(JOB, 0, 100)).isEqualTo(events.subList(events.size() - KEPT_EVENTS, events.size()));
        assertThat(journal.lastEvent(JOB)).isEqualTo(events.size());
        assertThat(records().events(other, 0, 100)).containsExactly(elsewhere);
    }

    @Test
    void anEventKeepsWhatItSaysAndWhatItDoesNot() {
        journal.commit(List.of(created(JOB)));
        JobEvent full =
                new JobEvent(JOB, 1, NOON, JobEvent.Kind.EVALUATED, 3L, 4L, client(1), id(1), "filtered", 0.1 + 0.2);
        JobEvent bare = new JobEvent(JOB, 2, NOON, JobEvent.Kind.STALLED, null, null, null, null, null, null);
        journal.commit(List.of(new JournalEntry.EventAppended(full), new JournalEntry.EventAppended(bare)));

        assertThat(records().events(JOB, 0, 10)).containsExactly(full, bare);
    }

    @Test
    void metricsAreListedOldestFirst() {
        journal.commit(List.of(created(JOB)));
        StoredMetric loss = new StoredMetric(0, 1, "loss", Double.MIN_VALUE, "server");
        StoredMetric accuracy = new StoredMetric(0, 1, "accuracy", 0.75, "clients");
        journal.commit(List.of(new JournalEntry.MetricStored(JOB, loss)));
        journal.commit(List.of(new JournalEntry.MetricStored(JOB, accuracy)));

        assertThat(records().metrics(JOB)).containsExactly(loss, accuracy);
    }

    @Test
    void endedRoundsAreSummarizedOldestFirst() {
        startRound(0);
        StoredRoundSummary first = abandoned(0);
        StoredRoundSummary second = published(1);
        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, first), opened(1)));
        journal.commit(List.of(new JournalEntry.RoundPublished(JOB, second), opened(2)));

        assertThat(records().rounds(JOB)).containsExactly(first, second);
    }

    @Test
    void anOpenRoundTellsHowFarItHasCome() {
        assertThat(records().progress(JOB)).isEmpty();
        startRound(4);
        journal.commit(List.of(accepted(3), refused(4), accepted(1), declined(2)));

        assertThat(records().progress(JOB))
                .contains(new RoundProgress(
                        0, NOON, 4, 2, Map.of("filtered", 1), frame(1).length + (long) frame(3).length));

        journal.commit(List.of(new JournalEntry.RoundAbandoned(JOB, abandoned(0))));
        assertThat(records().progress(JOB)).isEmpty();
        journal.commit(List.of(opened(1)));
        assertThat(records().progress(JOB)).contains(new RoundProgress(1, NOON, 0, 0, Map.of(), 0));
    }

    @Test
    void theAuditIsReadByPagesAndForgetsNothing() {
        journal.commit(List.of(
                created(JOB),
                new JournalEntry.Audited(JOB, NOON, "admin", "create", null, null, "by hand"),
                new JournalEntry.Audited(JOB, NOON, "coordinator", "refuse", client(1), id(1), "distance 3 > 2"),
                new JournalEntry.Audited(JOB, NOON, "admin", "stop", null, null, "")));

        List<AuditEntry> first = records().audit(0, 2);
        assertThat(first).extracting(AuditEntry::action).containsExactly("create", "refuse");
        long id = first.get(1).id();
        assertThat(first.get(1))
                .isEqualTo(new AuditEntry(id, NOON, "coordinator", "refuse", JOB, client(1), id(1), "distance 3 > 2"));
        assertThat(records().audit(id, 2)).extracting(AuditEntry::action).containsExactly("stop");
    }

    @Test
    void stepsAreKeptAsLongAsTheirVersions() {
        startRound(0);
        journal.commit(List.of(modelStored(0), modelStored(1), new JournalEntry.StepStored(JOB, 1, frame(1))));
        journal.commit(List.of(modelStored(2)));
        journal.commit(List.of(modelStored(3), new JournalEntry.StepStored(JOB, 3, frame(3))));

        assertThat(journal.steps(JOB, 0, 1)).containsExactly(frame(1));
        assertThat(journal.steps(JOB, 0, 3)).containsExactly(frame(1), frame(3));
        assertThat(journal.steps(JOB, 3, 3)).isEmpty();
        assertThat(records().models(JOB)).extracting(ModelSummary::dense).containsExactly(true, false, true, false);

        LongStream.rangeClosed(4, 102).forEach(version -> journal.commit(List.of(modelStored(version))));
        assertThat(journal.steps(JOB, 0, 102)).containsExactly(frame(3));
        journal.commit(List.of(modelStored(103)));
        assertThat(journal.steps(JOB, 0, 103)).isEmpty();
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
    void aVersionIsListedWithTheRoundThatPublishedIt() {
        startRound(0);
        journal.commit(List.of(modelStored(0)));
        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(0))));

        assertThat(records().models(JOB))
                .containsExactly(new ModelSummary(0, null, "d", 28, true), new ModelSummary(1, 0L, "d", 28, true));
    }

    @Test
    void whatAJobRemembersKeepsEveryBit() {
        journal.commit(List.of(created(JOB)));
        assertThat(journal.state(JOB)).isEqualTo(NamedState.EMPTY);
        NamedState state = NamedState.EMPTY
                .with("optimizer/momentum", new float[] {-0f, Float.MIN_VALUE, 1f / 3, Float.MAX_VALUE})
                .with("offer/b", List.of(0.1 + 0.2, 1e-30))
                .with("offer/levels", 255);

        journal.commit(List.of(new JournalEntry.StateStored(JOB, state.bytes())));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.state(JOB)).isEqualTo(state);
        assertThat(journal.state(JOB).numbers("offer/b")).containsExactly(0.1 + 0.2, 1e-30);
    }

    @Test
    void whatAJobRemembersIsKeptPieceByPiece() {
        journal.commit(List.of(created(JOB), created(new JobId("j-two"))));
        journal.commit(List.of(
                new JournalEntry.StateStored(
                        JOB,
                        Map.of("filter/filters", bytes(1, 9), "last", bytes(2, 3), "filter/a/c-1", bytes(3, 1 << 20))),
                new JournalEntry.StateStored(JOB, Map.of("filter/filters", bytes(4, 5), "last", new byte[0]))));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.state(JOB).names()).containsExactly("filter/a/c-1", "filter/filters");
        assertThat(journal.state(JOB).bytes("filter/filters")).hasValue(bytes(4, 5));
        assertThat(journal.state(JOB).bytes("filter/a/c-1")).hasValue(bytes(3, 1 << 20));
        assertThat(journal.state(new JobId("j-two"))).isEqualTo(NamedState.EMPTY);
        journal.commit(List.of(
                new JournalEntry.StateStored(JOB, Map.of("last", bytes(1, 1))), new JournalEntry.JobDeleted(JOB)));
        assertThat(journal.state(JOB)).isEqualTo(NamedState.EMPTY);
    }

    @Test
    void artefactsGoWithTheirVersion() {
        startRound(0);
        journal.commit(List.of(
                modelStored(1),
                new JournalEntry.ArtefactStored(JOB, 1, "peers", bytes(1, 3)),
                new JournalEntry.ArtefactStored(JOB, 1, "generator", bytes(2, 1 << 20))));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.artefacts(JOB, 1)).containsExactly("generator", "peers");
        assertThat(journal.artefacts(JOB, 0)).isEmpty();
        assertThat(journal.artefact(JOB, 1, "generator")).hasValue(bytes(2, 1 << 20));
        assertThat(journal.artefact(JOB, 1, "none")).isEmpty();
        assertThat(journal.artefact(new JobId("j-none"), 1, "peers")).isEmpty();
        journal.commit(List.of(modelStored(101)));
        assertThat(journal.artefacts(JOB, 1)).isEmpty();
    }

    @Test
    void whatComesBesideUpdatesIsReplacedAndGoesWithTheRound() {
        startRound(2);
        journal.commit(List.of(
                new JournalEntry.ArtefactUploaded(JOB, id(1), "counts", bytes(1, 3)),
                new JournalEntry.ArtefactUploaded(JOB, id(1), "counts", bytes(2, 4)),
                new JournalEntry.ArtefactUploaded(JOB, id(1), "logits", bytes(3, 5)),
                new JournalEntry.ArtefactUploaded(JOB, id(2), "counts", bytes(4, 6))));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.uploadedArtefacts(id(1)))
                .containsOnlyKeys("counts", "logits")
                .containsEntry("counts", bytes(2, 4));
        assertThat(journal.uploadedArtefacts(id(2))).containsOnlyKeys("counts");
        assertThat(journal.uploadedArtefacts(new AssignmentId("a-none"))).isEmpty();
        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(0))));
        assertThat(journal.uploadedArtefacts(id(1))).isEmpty();
    }

    @Test
    void whatComesBesideAnUpdateThatIsStillOpenGoesOnIntoTheNextRound() {
        startRound(0);
        journal.commit(List.of(
                whileOpen("a-1", 0, 1),
                whileOpen("a-2", 0, 2),
                new JournalEntry.ArtefactUploaded(JOB, id(1), "counts", bytes(1, 3)),
                new JournalEntry.ArtefactUploaded(JOB, id(2), "counts", bytes(2, 3)),
                accepted(2)));
        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(0)), opened(1)));

        journal = survivesReopen() ? open() : journal;
        assertThat(journal.uploadedArtefacts(id(1))).containsEntry("counts", bytes(1, 3));
        assertThat(journal.uploadedArtefacts(id(2))).isEmpty();
    }

    @Test
    void whatBecameOfAClientsUpdatesIsCounted() {
        startRound(4);
        journal.commit(List.of(accepted(2), refused(1), declined(3)));
        assertThat(records().tallies(JOB))
                .containsExactly(
                        new ClientTally(client(1), 0, Map.of("filtered", 1), null),
                        new ClientTally(client(2), 1, Map.of(), 0L),
                        new ClientTally(client(3), 0, Map.of(), null),
                        new ClientTally(client(4), 0, Map.of(), null));
        journal.commit(List.of(new JournalEntry.RoundPublished(JOB, published(0))));
        assertThat(records().tallies(JOB)).contains(new ClientTally(client(2), 1, Map.of(), 0L));
        assertThat(records().tallies(new JobId("j-other"))).isEmpty();
    }

    @Test
    void reputationsAddUpOverJobsAndOutliveThem() {
        JobId other = new JobId("j-two");
        enrol(List.of(client(1), client(2)));
        journal.commit(List.of(created(JOB), created(other)));
        journal.commit(List.of(
                new JournalEntry.Credited(
                        JOB, Map.of(client(1), new Reputation(1, 0, 0, 0.25), client(2), new Reputation(0, 1, 0, 0))),
                new JournalEntry.Credited(JOB, Map.of(client(1), new Reputation(1, 0, 1, 0.5)))));
        journal.commit(List.of(new JournalEntry.Credited(other, Map.of(client(1), new Reputation(0, 2, 0, 0)))));
        journal.commit(List.of(new JournalEntry.JobDeleted(other)));

        assertThat(records().reputations(List.of(client(1), client(2), client(3))))
                .containsOnly(
                        Map.entry(client(1), new Reputation(2, 2, 1, 0.75)),
                        Map.entry(client(2), new Reputation(0, 1, 0, 0)),
                        Map.entry(client(3), Reputation.NONE));
        assertThat(records().reputations(List.of())).isEmpty();
        assertThat(records().disreputable(0.5, 1)).containsExactlyInAnyOrder(client(1), client(2));
        assertThat(records().disreputable(0.5, 2)).containsExactly(client(1));
        assertThat(records().disreputable(0.32, 2)).containsExactly();
        assertThat(records().disreputable(0.3214286, 5))
                .as("(1 + 2 - 0.75) / (2 + 5)")
                .containsExactly(client(1));
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
        assertThat(journal.openRound(JOB).orElseThrow().accepted()).hasSize(1);
        assertThat(fates(2)).containsExactly(Fate.OPEN, Fate.ACCEPTED);
        assertThat(journal.lastEvent(JOB)).isEqualTo(1);
        assertThat(records().metrics(JOB)).hasSize(1);
        assertThat(bits(journal.model(JOB, 1).orElseThrow().parameters()))
                .isEqualTo(bits(modelStored(1).model().parameters()));
    }

    /** Job {@link #JOB} runs, round 0 is open and clients 1 to {@code assignments} have an assignment. */
    private void startRound(int assignments) {
        journal.commit(SampleEntries.startedRound(assignments));
    }

    private StoredJob onlyJob() {
        List<StoredJob> jobs = journal.jobs();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    private Fate fate(int client) {
        return journal.assignment(id(client)).orElseThrow().fate();
    }

    private List<Fate> fates(int clients) {
        return IntStream.rangeClosed(1, clients).mapToObj(this::fate).toList();
    }

    private List<Long> keptVersions(long end) {
        return LongStream.range(0, end)
                .filter(version -> journal.model(JOB, version).isPresent())
                .boxed()
                .toList();
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static List<Long> versions(long from, long to) {
        return new ArrayList<>(LongStream.rangeClosed(from, to).boxed().toList());
    }

    private Records records() {
        return (Records) journal;
    }
}
