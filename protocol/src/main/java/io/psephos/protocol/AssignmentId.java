package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The id of one client's assignment in one round of one job; at most one update is accepted for it. */
public record AssignmentId(@JsonValue String value) implements Comparable<AssignmentId> {

    /** @throws IllegalArgumentException unless the value matches {@code [A-Za-z0-9_-]{1,64}} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AssignmentId {
        Ids.check("assignment id", value);
    }

    @Override
    public int compareTo(AssignmentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
