package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.client;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static io.psephos.coordinator.journal.SampleEntries.opened;
import static io.psephos.coordinator.journal.SampleEntries.published;
import static io.psephos.coordinator.journal.SampleEntries.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ProblemCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContract {
    private final MemoryJournal memory = new MemoryJournal(100, KEPT_EVENTS, MemoryJournal.Keeping.ALL);

    @Override
    protected Journal open() {
        return memory;
    }

    @Test
    void aShortMemoryForModelsKeepsTheStepsAllTheSame() {
        MemoryJournal forgetful = new MemoryJournal(2);
        forgetful.commit(List.of(created(JOB), modelStored(0)));
        for (int version = 1; version <= 5; version++) {
            forgetful.commit(List.of(modelStored(version), new JournalEntry.StepStored(JOB, version, frame(version))));
        }

        assertThat(forgetful.models(JOB)).extracting(ModelSummary::version).containsExactly(0L, 4L, 5L);
        assertThat(forgetful.steps(JOB, 1, 5)).containsExactly(frame(2), frame(3), frame(4), frame(5));
    }

    /** What is open goes on, also over the end of a round; the rest leaves no more than counts. */
    @Test
    void assignmentsOfEndedRoundsMayBeForgotten() {
        MemoryJournal forgetful = new MemoryJournal(2, MemoryJournal.Keeping.OPEN);
        forgetful.commit(SampleEntries.startedRound(3));
        forgetful.commit(List.of(
                JournalFixture.whileOpen("a-open", 0, 4),
                accepted(1),
                refused(2),
                new JournalEntry.RoundPublished(JOB, published(0))));

        assertThat(List.of(id(1), id(2), id(3)))
                .noneMatch(id -> forgetful.assignment(id).isPresent());
        assertThat(forgetful.assignment(new AssignmentId("a-open"))).isPresent();
        assertThat(forgetful.everAssigned(JOB, client(3))).isTrue();
        assertThat(forgetful.tallies(JOB))
                .containsExactly(
                        new ClientTally(client(1), 1, Map.of(), 0L),
                        new ClientTally(client(2), 0, Map.of("filtered", 1), null),
                        new ClientTally(client(3), 0, Map.of(), null),
                        new ClientTally(client(4), 0, Map.of(), null));

        forgetful.commit(List.of(opened(1)));
        assertThat(forgetful.openRound(JOB).orElseThrow().assignments())
                .extracting(StoredAssignment::id)
                .containsExactly(new AssignmentId("a-open"));
    }

    /** One batch may end a round and note a call that came too late for it. */
    @Test
    void whatComesForAForgottenAssignmentIsForgottenToo() {
        MemoryJournal forgetful = new MemoryJournal(2, MemoryJournal.Keeping.OPEN);
        forgetful.commit(SampleEntries.startedRound(2));
        forgetful.commit(List.of(
                accepted(1),
                new JournalEntry.RoundPublished(JOB, published(0)),
                opened(1),
                new JournalEntry.RefusalCounted(JOB, id(2), Refusals.NONE.noting(ProblemCode.ROUND_CLOSED))));
        assertThat(forgetful.assignment(id(2))).isEmpty();
        assertThat(forgetful.openRound(JOB).orElseThrow().assignments()).isEmpty();
    }
}
