package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.Refusals;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.Fate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An assignment of the open round, with its current status and deadline. */
final class LiveAssignment {
    private StoredAssignment assignment;
    private @Nullable Duration deadline;
    private long exampleCount;

    LiveAssignment(StoredAssignment assignment) {
        this.assignment = assignment;
    }

    StoredAssignment assignment() {
        return assignment;
    }

    /** Returns when it expires, as uptime, where it has a deadline of its own. */
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

    /** Returns the examples of its accepted update; 0 where its client withholds them. */
    long exampleCount() {
        return exampleCount;
    }

    void countExamples(long examples) {
        exampleCount = examples;
    }

    void countMalformed() {
        assignment = assignment.with(assignment.refusals().malformedAgain());
    }

    boolean hasSentEnoughMalformed() {
        return assignment.refusals().malformed() >= Refusals.ALLOWED_MALFORMED;
    }
}
