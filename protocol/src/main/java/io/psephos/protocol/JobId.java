package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The opaque name that the server gave to one job. */
public record JobId(@JsonValue String value) implements Comparable<JobId> {

    /** @throws IllegalArgumentException unless the value matches {@code [A-Za-z0-9_-]{1,64}} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JobId {
        Ids.check("job id", value);
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
