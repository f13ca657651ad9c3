package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.JobId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An H2 file of which the first write fails, then the second, and so on: nothing is seen that is not on disk. */
@Timeout(240)
final class CondemnedFileTest {
    @TempDir
    private Path folder;

    private FailingDisk disk;
    private Storage storage;

    @BeforeEach
    void open() {
        disk = FailingDisk.of(folder);
        storage = Storage.inDirectory(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        disk.close();
        storage.close();
    }

    /** What a reader sees right after a commit failed is what is there after the process was killed. */
    @Test
    void whateverWriteFailsACommitThatWasNotWrittenOutIsNeverSeen() throws InterruptedException {
        Journal journal = storage.journal();
        List<JobId> acknowledged = new ArrayList<>();
        int refused = 0;
        for (int write = 1; write <= 4; write++) {
            JobId job = new JobId("j-" + write);
            disk.fillAt(write);
            try {
                journal.commit(List.of(created(job)));
                acknowledged.add(job);
            } catch (JournalException e) {
                refused++;
                assertThat(storage.condition().isWorking()).isFalse();
                assertThatThrownBy(journal::jobs).isInstanceOf(JournalException.class);
            }
            disk.free();
            List<JobId> seen = awaitJobs(journal);
            storage.close();
            storage = Storage.inDirectory(folder.resolve("data"));
            journal = storage.journal();
            assertThat(jobs(journal)).as("write %d", write).isEqualTo(seen).containsAll(acknowledged);
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aFileThatCannotBeOpenedAgainIsLostForGood() throws Exception {
        disk.take();
        disk.fill();
        assertThatThrownBy(() -> storage.journal().commit(List.of(created(JOB))))
                .isInstanceOf(JournalException.class);
        disk.free();

        assertThat(storage.condition().broken().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .contains("cannot be opened again");
        assertThat(storage.condition().isWorking()).isFalse();
    }

    private static List<JobId> jobs(Journal journal) {
        return journal.jobs().stream().map(job -> job.id()).toList();
    }

    private static List<JobId> awaitJobs(Journal journal) throws InterruptedException {
        while (true) {
            try {
                return jobs(journal);
            } catch (JournalException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }
}
