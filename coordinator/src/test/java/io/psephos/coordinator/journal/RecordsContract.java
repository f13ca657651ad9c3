package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.abandoned;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.client;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.declined;
import static io.psephos.coordinator.journal.SampleEntries.event;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static io.psephos.coordinator.journal.SampleEntries.opened;
import static io.psephos.coordinator.journal.SampleEntries.published;
import static io.psephos.coordinator.journal.SampleEntries.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of what is read of a journal by those who only watch. */
public abstract class RecordsContract extends JournalFixture {
    @Test
    void anEventIdStandsOnce() {
        journal.commit(List.of(created(JOB), event(1, JobEvent.Kind.JOB_STARTED)));

        assertThatThrownBy(
                        () -> journal.commit(List.of(event(2, JobEvent.Kind.STALLED), event(1, JobEvent.Kind.STALLED))))
                .isInstanceOf(JournalException.class);

        assertThat(journal.lastEvent(JOB)).isEqualTo(1);
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
    void aVersionIsListedWithTheRoundThatPublishedIt() {
        startRound(0);
        journal.commit(List.of(modelStored(0)));
        journal.commit(List.of(modelStored(1), new JournalEntry.RoundPublished(JOB, published(0))));

        assertThat(records().models(JOB))
                .containsExactly(new ModelSummary(0, null, "d", 28, true), new ModelSummary(1, 0L, "d", 28, true));
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
}
