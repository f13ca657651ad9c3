package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands of one commit wrote, and what is to be done once it is durable. */
final class Batch {
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Map<AssignmentId, StoredAssignment> settled = new HashMap<>();
    private boolean ended;

    void add(JournalEntry entry) {
        entries.add(entry);
    }

    /** Keeps an assignment of an earlier round as it will stand in the journal, which does not know of it yet. */
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

    /** No further command joins: what comes next has to find this in the journal. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    List<JournalEntry> entries() {
        return entries;
    }

    void committed() {
        afterwards.forEach(Runnable::run);
    }
}
