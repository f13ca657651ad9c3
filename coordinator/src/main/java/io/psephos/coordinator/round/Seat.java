package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.Fate;
import io.psephos.protocol.ProblemCode;

/** One assignment of the open round. */
final class Seat {
    /** A seat is refused for good with its third malformed frame. */
    static final int ALLOWED_MALFORMED = 3;

    private StoredAssignment assignment;
    private int malformed;
    private boolean damaged;

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

    /** Whether the audit shall have it: every frame that counts, and the first that was damaged on its way. */
    boolean isWorthANote(ProblemCode code) {
        boolean first = !damaged;
        damaged |= !Intake.counts(code);
        return Intake.counts(code) || first;
    }

    /** Frames that were malformed so far, this one included. */
    int countMalformed() {
        return ++malformed;
    }
}
