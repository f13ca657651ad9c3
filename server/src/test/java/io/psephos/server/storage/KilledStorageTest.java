package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.framesIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Durability class process-crash: SIGKILL at moments drawn from a seed, over and over on one data directory. What was
 * acknowledged before any of the kills is there after all of them, once.
 */
final class KilledStorageTest {
    @TempDir
    private Path directory;

    private final List<AssignmentId> accepted = new ArrayList<>();
    private final List<Long> published = new ArrayList<>();
    private int checked;

    @Test
    void threeKillsLoseNothingAcknowledged() {
        killAndCheck(new Random(1), 3, 300, 1_250);
    }

    @Test
    void threeKillsLoseNoLargeFrame() {
        killAndCheck(new Random(2), 3, 300, 100_000);
    }

    @Test
    @Tag("ci")
    void twentyKillsLoseNoLargeFrame() {
        killAndCheck(new Random(21), 20, 200, 100_000);
    }

    @Test
    @Tag("ci")
    void twentyKillsLoseNothingAcknowledged() {
        killAndCheck(new Random(20), 20, 3_000, 1_250);
    }

    private void killAndCheck(Random random, int kills, int longestLife, int bytes) {
        Path data = directory.resolve("data");
        for (int kill = 1; kill <= kills; kill++) {
            int life = random.nextInt(longestLife);
            try (ChildJvm child = ChildJvm.start(
                    directory.resolve("errors.txt"), UpdateWriterProcess.class, data.toString(), "" + bytes)) {
                child.await(life);
                child.kill();
                child.lines().forEach(this::remember);
            }
            check(data, bytes, "kill " + kill + " of " + kills + ", after " + life + " lines");
        }
        assertThat(accepted).isNotEmpty();
        checked = 0;
        check(data, bytes, "after all kills");
    }

    private void remember(String line) {
        if (line.startsWith(UpdateWriterProcess.ACCEPTED)) {
            accepted.add(new AssignmentId(line.substring(UpdateWriterProcess.ACCEPTED.length())));
        } else {
            published.add(Long.parseLong(line.substring(UpdateWriterProcess.PUBLISHED.length())));
        }
    }

    private void check(Path data, int bytes, String when) {
        try (Storage storage = Storage.inDirectory(data)) {
            assertThat(storage.durability()).isEqualTo(Durability.PROCESS_CRASH);
            Journal journal = storage.journal();
            assertThat(accepted).as(when).doesNotHaveDuplicates();
            assertThat(accepted.subList(checked, accepted.size())).as(when).allMatch(id -> isInASet(journal, id));
            checked = accepted.size();
            assertThat(((Records) journal).rounds(JOB))
                    .as(when)
                    .extracting(StoredRoundSummary::round)
                    .doesNotHaveDuplicates()
                    .containsAll(published);
            journal.openRound(JOB).ifPresent(round -> checkOpen(round, framesIn(journal), bytes, when));
            checkModel(journal, when);
        }
    }

    private static boolean isInASet(Journal journal, AssignmentId id) {
        Fate fate = journal.assignment(id).map(StoredAssignment::fate).orElse(Fate.OPEN);
        return fate == Fate.ACCEPTED || fate == Fate.COUNTED;
    }

    private static void checkOpen(StoredRound round, List<StoredRound.AcceptedFrame> accepted, int bytes, String when) {
        assertThat(accepted)
                .as(when)
                .extracting(StoredRound.AcceptedFrame::assignment)
                .containsExactlyInAnyOrderElementsOf(round.assignments().stream()
                        .filter(assignment -> assignment.fate() == Fate.ACCEPTED)
                        .map(StoredAssignment::id)
                        .toList());
        assertThat(accepted)
                .as(when)
                .allSatisfy(update ->
                        assertThat(update.frame()).isEqualTo(UpdateWriterProcess.frame(update.assignment(), bytes)));
    }

    private static void checkModel(Journal journal, String when) {
        journal.jobs().stream().filter(job -> job.modelVersion() > 0).forEach(job -> {
            assertThat(job.published())
                    .as(when)
                    .isEqualTo(((Records) journal).rounds(JOB).size());
            assertThat(journal.model(JOB, job.modelVersion()).orElseThrow().parameters())
                    .as(when)
                    .isEqualTo(UpdateWriterProcess.parameters(job.modelVersion()));
        });
    }
}
