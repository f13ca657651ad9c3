package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.JournalEntry;
import java.util.ArrayList;
import java.util.List;

/** What the commands of one commit wrote, and what is to be done once it is durable. */
final class Batch {
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean ended;

    void add(JournalEntry entry) {
        entries.add(entry);
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
