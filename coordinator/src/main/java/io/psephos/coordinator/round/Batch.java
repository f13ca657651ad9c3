package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The journal entries of one commit, and the actions that follow once it is durable. */
final class Batch {
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Map<AssignmentId, StoredAssignment> settled = new HashMap<>();
    private @Nullable Runnable announcement;
    private boolean ended;

    void add(JournalEntry entry) {
        entries.add(entry);
    }

    /** Remembers an assignment of an earlier round in its new status, which the journal does not have yet. */
    void settle(StoredAssignment assignment) {
        settled.put(assignment.id(), assignment);
    }

    @Nullable
    StoredAssignment settled(AssignmentId assignment) {
        return settled.get(assignment);
    }

    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    /** Sets what is told to others once all that is done afterwards is done, so that they find it so; the last one counts. */
    void announce(Runnable told) {
        announcement = told;
    }

    /** Closes the batch to further commands: the next one must read from the journal what this one wrote. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Returns the names of artefacts that are published with the version in this batch. */
    List<String> artefacts(long version) {
        return entries.stream()
                .flatMap(entry -> entry instanceof JournalEntry.ArtefactStored stored && stored.version() == version
                        ? Stream.of(stored.name())
                        : Stream.empty())
                .toList();
    }

    List<JournalEntry> entries() {
        return entries;
    }

    void committed() {
        afterwards.forEach(Runnable::run);
        if (announcement != null) {
            announcement.run();
        }
    }
}
