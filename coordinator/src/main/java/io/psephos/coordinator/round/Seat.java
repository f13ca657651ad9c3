package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.Fate;

/** One assignment of the open round. */
final class Seat {
    /** A seat is refused for good with its third malformed frame. */
    static final int ALLOWED_MALFORMED = 3;

    private StoredAssignment assignment;
    private int malformed;

    Seat(StoredAssignment assignment) {
        this.assignment = assignment;
    }

    StoredAssignment assignment() {
        return assignment;
    }

    boolean is(Fate fate) {
        return assignment.fate() == fate;
    }

    void become(StoredAssignment next) {
        assignment = next;
    }

    /** Frames that were malformed so far, this one included. */
    int countMalformed() {
        return ++malformed;
    }
}
