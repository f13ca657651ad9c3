package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.bytes;
import static io.psephos.coordinator.journal.SampleEntries.created;

import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The child process of {@link SmallHeapTest}: accepts frames that together are larger than its heap, reads them back,
 * publishes a model and state of their size, for so many rounds. Leaves the last round open.
 */
final class LargeRoundProcess {
    private final Journal journal;
    private final int frames;
    private final int frameBytes;

    private LargeRoundProcess(Journal journal, int frames, int frameBytes) {
        this.journal = journal;
        this.frames = frames;
        this.frameBytes = frameBytes;
    }

    /** Takes a data directory, the number of rounds, and number and size of the frames of each. */
    public static void main(String[] arguments) throws IOException {
        try (Storage storage = Storage.inDirectory(Path.of(arguments[0]))) {
            new LargeRoundProcess(storage.journal(), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))
                    .run(Integer.parseInt(arguments[1]));
        }
    }

    static AssignmentId assignment(long round, int number) {
        return new AssignmentId("a-" + round + "-" + number);
    }

    /** The frame of an assignment. */
    static byte[] frame(AssignmentId assignment, int length) {
        return bytes(assignment.value().hashCode(), length);
    }

    private void run(int rounds) {
        if (journal.jobs().isEmpty()) {
            journal.commit(List.of(created(JOB)));
        }
        long first = journal.jobs().get(0).round();
        for (long round = first; round < first + rounds; round++) {
            open(round);
            for (int number = 0; number < frames; number++) {
                AssignmentId id = assignment(round, number);
                journal.commit(List.of(new JournalEntry.UpdateAccepted(
                        JOB, id, round, FrameDigest.known(new byte[32]), frame(id, frameBytes), NOON)));
            }
            ChildJvm.say("accepted " + intact());
            if (round < first + rounds - 1) {
                publish(round);
                ChildJvm.say("published " + (round + 1));
            }
        }
    }

    private int intact() {
        AtomicInteger intact = new AtomicInteger();
        journal.accepted(JOB, update -> {
            if (Arrays.equals(update.frame(), frame(update.assignment(), frameBytes))) {
                intact.incrementAndGet();
            }
        });
        return intact.get();
    }

    private void open(long round) {
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(new JournalEntry.RoundOpened(JOB, round, round, NOON));
        for (int number = 0; number < frames; number++) {
            entries.add(new JournalEntry.AssignmentGiven(StoredAssignment.given(
                    assignment(round, number), JOB, round, new ClientId("c-" + number), round, NOON)));
        }
        journal.commit(entries);
    }

    private void publish(long round) {
        int weights = frameBytes / Float.BYTES;
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("weights", List.of(weights))));
        StoredModel model = new StoredModel(JOB, round + 1, layout, new float[weights]);
        StoredRoundSummary summary = new StoredRoundSummary(
                round, "published", round + 1, NOON, NOON, frames, frames, frames, Map.of(), null, 0, 0, null);
        journal.commit(List.of(
                new JournalEntry.RoundFrozen(JOB, round, NOON),
                new JournalEntry.ModelStored(JOB, model, "digest", NOON),
                new JournalEntry.StateStored(JOB, Map.of("optimizer/momentum", new byte[frameBytes])),
                new JournalEntry.RoundPublished(JOB, summary)));
    }
}
