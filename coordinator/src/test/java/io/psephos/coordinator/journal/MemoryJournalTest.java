package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContract {
    private final MemoryJournal memory = new MemoryJournal(100, KEPT_EVENTS);

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
}
