package io.psephos.coordinator.journal;

class MemoryJournalTest extends JournalContract {
    private final MemoryJournal memory = new MemoryJournal(100, KEPT_EVENTS);

    @Override
    protected Journal open() {
        return memory;
    }
}
