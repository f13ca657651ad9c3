package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.Fate;

/** One assignment of the open round. */
final class Seat {
    /** A seat is refused for good with its third malformed frame. */
    static final int ALLOWED_MALFORMED = 3;

    private StoredAssignment assignment;

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

    void countMalformed() {
        assignment = assignment.with(assignment.refusals().malformedAgain());
    }

    boolean hasSentEnoughMalformed() {
        return assignment.refusals().malformed() >= ALLOWED_MALFORMED;
    }
}
