package io.psephos.coordinator.journal;

class MemoryJournalTest extends JournalContract {
    private final MemoryJournal memory = new MemoryJournal();

    @Override
    protected Journal open() {
        return memory;
    }
}
