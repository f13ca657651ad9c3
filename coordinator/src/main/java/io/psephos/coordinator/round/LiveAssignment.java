package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.Fate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One assignment of the open round. */
final class LiveAssignment {
    /** A seat is refused for good with its third malformed frame. */
    static final int ALLOWED_MALFORMED = 3;

    private StoredAssignment assignment;
    private @Nullable Duration deadline;

    LiveAssignment(StoredAssignment assignment) {
        this.assignment = assignment;
    }

    StoredAssignment assignment() {
        return assignment;
    }

    /** When it expires, as uptime, where it has a deadline of its own. */
    @Nullable
    Duration deadline() {
        return deadline;
    }

    void setDeadline(Duration uptime) {
        deadline = uptime;
    }

    boolean isPastDeadline(Duration uptime) {
        return deadline != null && uptime.compareTo(deadline) >= 0;
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
