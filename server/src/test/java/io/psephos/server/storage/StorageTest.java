package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.declined;
import static io.psephos.coordinator.journal.SampleEntries.framesIn;
import static io.psephos.coordinator.journal.SampleEntries.startedRound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path data;

    @Test
    void aDirectoryIsMadeAndBelongsToOneStorageUntilThatIsClosed() {
        Path fresh = data.resolve("a/b c");
        Storage first = Storage.inDirectory(fresh);

        assertThatThrownBy(() -> Storage.inDirectory(fresh))
                .isInstanceOf(StorageInUseException.class)
                .hasMessage("data directory " + fresh + " is in use by another running server");

        first.close();
        Storage.inDirectory(fresh).close();
    }

    @Test
    void anotherProcessIsKeptOut() {
        try (ChildJvm child =
                ChildJvm.start(data.resolve("errors.txt"), UpdateWriterProcess.class, data.toString(), "1250")) {
            child.await(1);

            assertThatThrownBy(() -> Storage.inDirectory(data)).isInstanceOf(StorageInUseException.class);
        }
    }

    @Test
    void othersAreShutOutOfADirectoryThatWasThereAndOfItsDatabase() throws Exception {
        Path open = Files.createDirectory(data.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));

        Storage.inDirectory(open).close();

        assertThat(permissions(open)).isEqualTo("rwx------");
        assertThat(permissions(open.resolve("psephos.mv.db"))).isEqualTo("rw-------");
    }

    @Test
    void aDatabaseThatWasKilledBeforeItsFirstByteIsANewOne() throws Exception {
        Files.createFile(data.resolve("psephos.mv.db"));

        Storage.inDirectory(data).close();

        assertThat(data.resolve("psephos.mv.db")).isNotEmptyFile();
    }

    @Test
    void soTheyAreWhereAnOlderVersionLetThemIn() throws Exception {
        Storage.inDirectory(data).close();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = data.resolve("psephos.mv.db");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Storage.inDirectory(data).close();

        assertThat(permissions(data)).isEqualTo("rwx------");
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void aDirectoryOfOthersIsLeftAsItIs() throws Exception {
        Path shared = Files.createDirectory(data.resolve("shared"));
        Files.createFile(shared.resolve("notes.txt"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> Storage.inDirectory(shared))
                .hasMessageContaining("data directory " + shared + " cannot be used: others can read it")
                .hasMessageContaining("chmod 700");

        assertThat(permissions(shared)).isEqualTo("rwxr-xr-x");
        assertThat(shared).isDirectoryContaining(file -> file.endsWith("notes.txt"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aPathCannotSmuggleSettingsIn() {
        assertThatThrownBy(() -> Storage.inDirectory(data.resolve("x;INIT=drop all objects")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aBrokenFileIsRefusedAndTheDirectoryLetGo() throws Exception {
        Storage.inDirectory(data).close();
        Path file = data.resolve("psephos.mv.db");
        Files.write(file, new byte[8192]);

        assertThatThrownBy(() -> Storage.inDirectory(data)).isInstanceOf(RuntimeException.class);

        Files.delete(file);
        Storage.inDirectory(data).close();
    }

    @Test
    void memoriesAreSeparateAndGoneWhenClosed() {
        try (Storage one = Storage.inMemory();
                Storage other = Storage.inMemory()) {
            one.journal().commit(List.of(created(JOB)));

            assertThat(one.durability()).isEqualTo(Durability.MEMORY);
            assertThat(one.journal().jobs()).hasSize(1);
            assertThat(other.journal().jobs()).isEmpty();
        }
    }

    @Test
    void anInterruptedCallerHarmsNobody() throws Exception {
        try (Storage storage = Storage.inDirectory(data)) {
            Journal journal = storage.journal();
            journal.commit(startedRound(20));
            for (int client = 1; client <= 20; client++) {
                int number = client;
                Thread caller = Thread.ofPlatform().start(() -> {
                    Thread.currentThread().interrupt();
                    journal.commit(List.of(accepted(number)));
                });
                caller.join();
            }

            assertThat(framesIn(journal)).hasSize(20);
        }
    }

    /** As after a kill between two sessions that took numbers. */
    @Test
    void numbersGoOnAfterTheRowsThatAreThere() throws Exception {
        try (Storage storage = Storage.inDirectory(data)) {
            storage.journal().commit(startedRound(3));
            storage.journal().commit(List.of(accepted(1), accepted(2)));
        }
        String url = "jdbc:h2:" + data.toAbsolutePath().resolve("psephos") + Storage.H2_OPTIONS;
        try (Connection connection = DriverManager.getConnection(url, "psephos", "");
                Statement statement = connection.createStatement()) {
            for (String table : List.of("jobs", "assignments", "update_frames")) {
                statement.execute("alter table " + table + " alter column position restart with 1");
            }
        }

        try (Storage storage = Storage.inDirectory(data)) {
            storage.journal().commit(List.of(accepted(3)));

            assertThat(framesIn(storage.journal())).hasSize(3);
            storage.journal().commit(List.of(created(new JobId("j-two"))));
            assertThat(storage.journal().jobs()).hasSize(2);
        }
    }

    @Test
    void aClosedStorageSaysSo() {
        Storage storage = Storage.inDirectory(data);
        Journal journal = storage.journal();
        storage.close();

        assertThatThrownBy(journal::jobs).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> journal.commit(List.of(created(JOB)))).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> storage.identities().living()).isInstanceOf(JournalException.class);
    }

    @Test
    void aVerdictFallsOnceAndOnlyWhileTheRoundCollects() {
        try (Storage storage = Storage.inDirectory(data)) {
            Journal journal = storage.journal();
            journal.commit(startedRound(3));
            journal.commit(List.of(accepted(1)));

            assertRefused(journal, accepted(1));
            assertRefused(journal, declined(1));
            journal.commit(List.of(new JournalEntry.RoundFrozen(JOB, 0, NOW)));
            assertRefused(journal, accepted(2));
            assertThat(framesIn(journal)).hasSize(1);
        }
    }

    @Test
    void anEntryAboutNothingIsRefused() {
        try (Storage storage = Storage.inMemory()) {
            Journal journal = storage.journal();

            assertRefused(journal, new JournalEntry.JobMoved(JOB, io.psephos.coordinator.job.JobState.PAUSED, null));
            assertRefused(journal, new JournalEntry.RoundOpened(JOB, 0, 0, NOW));
            assertRefused(journal, accepted(1));
        }
    }

    @Test
    void aPostgresAddressIsOneAndHidesItsPassword() {
        assertThat(new PostgresAddress("jdbc:postgresql://db/psephos", "me", "secret").toString())
                .doesNotContain("secret");
        assertThatThrownBy(() -> new PostgresAddress("jdbc:h2:mem:x;INIT=drop all objects", "me", "secret"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(Journal journal, JournalEntry entry) {
        assertThatThrownBy(() -> journal.commit(List.of(entry))).isInstanceOf(JournalException.class);
    }
}
