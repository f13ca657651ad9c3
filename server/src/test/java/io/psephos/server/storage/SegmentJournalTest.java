package io.psephos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalContract;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.SampleEntries;
import io.psephos.protocol.ClientId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of journals where every value, however small, lies in a segment file. */
final class SegmentJournalTest extends JournalContract {
    @TempDir
    private Path data;

    private Storage storage;

    @Override
    protected Journal open() {
        close();
        storage = Storage.inDirectory(data, 0);
        return storage.journal(KEPT_EVENTS);
    }

    @Override
    protected boolean survivesReopen() {
        return true;
    }

    @Override
    protected void enrol(List<ClientId> clients) {
        EnrolledClients.add(storage.identities(), clients);
    }

    @AfterEach
    void close() {
        if (storage != null) {
            storage.close();
        }
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
