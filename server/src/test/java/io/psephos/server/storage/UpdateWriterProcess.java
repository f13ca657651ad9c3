package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.LAYOUT;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.created;

import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The child process of {@link KilledStorageTest}: continues the journal and commits round after round, as fast as it
 * can, until killed. Says the id of each assignment and round whose commit has returned.
 */
final class UpdateWriterProcess {
    static final String ACCEPTED = "accepted ";
    static final String PUBLISHED = "published ";
    private static final int ASSIGNMENTS = 40;
    private static final int THREADS = 4;

    private final Journal journal;
    private final int frameBytes;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().daemon().factory());

    private UpdateWriterProcess(Journal journal, int frameBytes) {
        this.journal = journal;
        this.frameBytes = frameBytes;
    }

    /** Takes a data directory and the size of frames in bytes. */
    public static void main(String[] arguments) throws Exception {
        try (Storage storage = Storage.inDirectory(Path.of(arguments[0]))) {
            new UpdateWriterProcess(storage.journal(), Integer.parseInt(arguments[1])).pump();
        }
    }

    /** What the update of an assignment is: every assignment's own. */
    static byte[] frame(AssignmentId assignment, int bytes) {
        byte[] frame = new byte[bytes];
        Arrays.fill(frame, (byte) assignment.value().hashCode());
        return frame;
    }

    /** What the model of a version is. */
    static float[] parameters(long version) {
        float[] parameters = new float[LAYOUT.parameterCount()];
        Arrays.fill(parameters, version);
        return parameters;
    }

    private void pump() throws Exception {
        if (journal.jobs().isEmpty()) {
            journal.commit(List.of(created(JOB)));
        }
        for (long round = journal.jobs().get(0).round(); ; round++) {
            if (journal.openRound(JOB).isEmpty()) {
                open(round);
            }
            acceptAll(journal.openRound(JOB).orElseThrow());
            publish(round);
        }
    }

    private void open(long round) {
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(new JournalEntry.RoundOpened(JOB, round, round, NOON));
        for (int number = 0; number < ASSIGNMENTS; number++) {
            AssignmentId id = new AssignmentId("a-" + round + "-" + number);
            entries.add(new JournalEntry.AssignmentGiven(
                    StoredAssignment.given(id, JOB, round, new ClientId("c-" + number), round, NOON)));
        }
        journal.commit(entries);
    }

    private void acceptAll(StoredRound round) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (StoredAssignment assignment : round.assignments()) {
            if (assignment.fate() == Fate.OPEN) {
                running.add(threads.submit(() -> accept(assignment.id())));
            }
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    private void accept(AssignmentId id) {
        journal.commit(List.of(new JournalEntry.UpdateAccepted(
                JOB,
                id,
                journal.assignment(id).orElseThrow().round(),
                FrameDigest.known(new byte[32]),
                frame(id, frameBytes),
                NOON)));
        ChildJvm.say(ACCEPTED + id);
    }

    private void publish(long round) {
        long version = round + 1;
        StoredModel model = new StoredModel(JOB, version, LAYOUT, parameters(version));
        StoredRoundSummary summary = new StoredRoundSummary(
                round,
                "published",
                version,
                NOON,
                NOON,
                ASSIGNMENTS,
                ASSIGNMENTS,
                ASSIGNMENTS,
                Map.of(),
                null,
                0,
                0,
                null);
        journal.commit(List.of(
                new JournalEntry.RoundFrozen(JOB, round, NOON),
                new JournalEntry.ModelStored(JOB, model, "digest", NOON),
                new JournalEntry.RoundPublished(JOB, summary)));
        ChildJvm.say(PUBLISHED + round);
    }
}
