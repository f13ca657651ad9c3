package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.bytes;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.framesIn;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static io.psephos.coordinator.journal.SampleEntries.published;
import static io.psephos.coordinator.journal.SampleEntries.startedRound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.protocol.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose large values lie in segment files, opened after what happens to files. */
final class SegmentSweepTest {
    private static final int CLIENTS = 4;

    @TempDir
    private Path data;

    @Test
    void anUpdateWhoseBytesAreDamagedIsDiscardedAndTheRestStays() throws IOException {
        accept();
        Path segment = onlySegment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[frame(1).length] ^= 1;
        Files.write(segment, Arrays.copyOf(bytes, bytes.length - 1));

        try (Storage storage = Storage.inDirectory(data, 0)) {
            Journal journal = storage.journal();

            assertThat(framesIn(journal))
                    .extracting(StoredRound.AcceptedFrame::assignment)
                    .containsExactly(id(1), id(3));
            assertThat(IntStream.rangeClosed(1, CLIENTS)
                            .mapToObj(client ->
                                    journal.assignment(id(client)).orElseThrow().fate()))
                    .containsExactly(Fate.ACCEPTED, Fate.DISCARDED, Fate.ACCEPTED, Fate.DISCARDED);
            assertThat(storage.records().audit(0, 10))
                    .extracting(AuditEntry::action, AuditEntry::assignment)
                    .containsExactly(tuple("update-lost", id(2)), tuple("update-lost", id(4)));
            journal.commit(List.of(new JournalEntry.RoundPublished(JOB, published(0))));
            assertThat(journal.assignment(id(1)).orElseThrow().fate()).isEqualTo(Fate.COUNTED);
            assertThat(segments()).isEmpty();
        }
    }

    @Test
    void aSegmentThatIsGoneLosesItsUpdatesAndNoMore() throws IOException {
        accept();
        Files.delete(onlySegment());

        try (Storage storage = Storage.inDirectory(data, 0)) {
            assertThat(framesIn(storage.journal())).isEmpty();
            assertThat(storage.journal().assignment(id(1)).orElseThrow().fate()).isEqualTo(Fate.DISCARDED);
        }
    }

    @Test
    void whatACrashLeftBehindGoes() throws IOException {
        accept();
        Files.write(data.resolve("segments").resolve("j-one.value.77"), new byte[5]);
        Path segment = data.resolve("segments").resolve("j-one.round.0");
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, whole.length + 100));

        try (Storage storage = Storage.inDirectory(data, 0)) {
            assertThat(segments()).containsExactly(segment);
            assertThat(segment).hasBinaryContent(whole);
            assertThat(framesIn(storage.journal())).hasSize(CLIENTS);
        }
    }

    /** A commit that fails before its outcome is in doubt leaves no file. */
    @Test
    void aCommitThatFailsLeavesNoValues() throws IOException {
        try (Storage storage = Storage.inDirectory(data, 0)) {
            Journal journal = storage.journal();
            journal.commit(startedRound(1));

            assertThatThrownBy(() -> journal.commit(List.of(modelStored(1), modelStored(1))))
                    .isInstanceOf(JournalException.class);

            assertThat(segments()).isEmpty();
        }
    }

    @Test
    void replacedAndOldValuesGo() throws IOException {
        try (Storage storage = Storage.inDirectory(data, 0)) {
            Journal journal = storage.journal();
            journal.commit(List.of(created(JOB), modelStored(0)));
            for (long version = 1; version <= 101; version++) {
                journal.commit(List.of(
                        modelStored(version),
                        new JournalEntry.StepStored(JOB, version, frame(1)),
                        new JournalEntry.ArtefactStored(JOB, version, "peers", bytes(1, 9)),
                        new JournalEntry.StateStored(JOB, Map.of("last", bytes((int) version, 8)))));
            }

            assertThat(journal.state(JOB).bytes("last")).hasValue(bytes(101, 8));
            assertThat(LongStream.rangeClosed(0, 101)
                            .filter(version -> journal.model(JOB, version).isPresent()))
                    .hasSize(101)
                    .doesNotContain(1L);
            assertThat(segments())
                    .as("101 models, 100 steps and artefacts, one state")
                    .hasSize(101 + 100 + 100 + 1);
        }
    }

    /**
     * A kill at the wrong moment can leave half a commit in an H2 file: nobody was answered, so that nothing is lost, but
     * what says that it was accepted has to be counted, and what is counted has to have been accepted.
     */
    @Test
    void halfACommitIsNoneAndTold() throws Exception {
        accept();
        inTheFile("delete from update_frames where assignment = '" + id(2) + "'");
        inTheFile("update assignments set fate = 'open' where id = '" + id(3) + "'");

        try (Storage storage = Storage.inDirectory(data, 0)) {
            Journal journal = storage.journal();

            assertThat(framesIn(journal))
                    .extracting(StoredRound.AcceptedFrame::assignment)
                    .containsExactly(id(1), id(4));
            assertThat(journal.assignment(id(2)).orElseThrow().fate()).isEqualTo(Fate.DISCARDED);
            assertThat(storage.records().audit(0, 10))
                    .extracting(AuditEntry::action, AuditEntry::assignment)
                    .containsExactly(tuple("update-lost", id(2)));
            journal.commit(List.of(accepted(3)));
            assertThat(framesIn(journal)).hasSize(3);
        }
    }

    private void inTheFile(String statement) throws SQLException {
        String url = "jdbc:h2:" + data.toAbsolutePath().resolve("psephos") + Storage.H2_OPTIONS;
        try (Connection connection = DriverManager.getConnection(url, "psephos", "");
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isEqualTo(1);
        }
    }

    private void accept() {
        try (Storage storage = Storage.inDirectory(data, 0)) {
            storage.journal().commit(startedRound(CLIENTS));
            for (int client = 1; client <= CLIENTS; client++) {
                storage.journal().commit(List.of(accepted(client)));
            }
        }
    }

    private Path onlySegment() throws IOException {
        assertThat(segments()).hasSize(1);
        return segments().get(0);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("segments"))) {
            return files.toList();
        }
    }
}
