package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.framesIn;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.startedRound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room for segment files is trouble of the storage, in which nothing is accepted and nothing lost. */
final class FullDiskTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    @Test
    void whatHasNoRoomIsNotAcceptedAndStorageIsInTrouble() throws IOException {
        assumeTrue(Files.exists(FULL), "this system has no /dev/full");
        List<String> lines = new ArrayList<>();
        StorageCondition condition = new StorageCondition(() -> 0, (level, line) -> lines.add(line));
        try (SegmentFiles files = SegmentFiles.in(folder)) {
            JdbcJournal journal =
                    new JdbcJournal(Database.of(MigratedDatabase.fresh(), condition), LargeValues.in(files, 0), 2);
            journal.commit(startedRound(2));
            Path segment = folder.resolve(JOB + ".round.0");
            Files.createSymbolicLink(segment, FULL);

            assertThatThrownBy(() -> journal.commit(List.of(accepted(1)))).isInstanceOf(JournalException.class);

            assertThat(condition.isWorking()).isFalse();
            assertThat(lines).singleElement().asString().contains("503").contains("No space left on device");
            assertThat(journal.assignment(id(1)).orElseThrow().fate()).isEqualTo(Fate.OPEN);

            files.drop(segment.getFileName().toString());
            journal.commit(List.of(accepted(1)));
            assertThat(framesIn(journal)).hasSize(1);
        }
    }
}
