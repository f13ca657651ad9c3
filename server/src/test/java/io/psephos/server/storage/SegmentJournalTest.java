package io.psephos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.SampleEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of journals where every value, however small, lies in a segment file. */
final class SegmentJournalTest extends JdbcJournalTest {
    @Override
    Storage storage() {
        return Storage.inDirectory(data, 0);
    }

    @Test
    void nothingIsLeftOfADeletedJob() throws IOException {
        journal.commit(SampleEntries.startedRound(2));
        journal.commit(List.of(SampleEntries.modelStored(1), SampleEntries.accepted(1)));
        assertThat(segments()).hasSize(2);

        journal.commit(List.of(new JournalEntry.JobDeleted(SampleEntries.JOB)));

        assertThat(segments()).isEmpty();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("segments"))) {
            return files.toList();
        }
    }
}
