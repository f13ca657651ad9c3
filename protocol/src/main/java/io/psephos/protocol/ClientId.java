package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The opaque name that the server gave to one enrolled client. */
public record ClientId(@JsonValue String value) implements Comparable<ClientId> {

    /** @throws IllegalArgumentException unless the value matches {@code [A-Za-z0-9_-]{1,64}} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ClientId {
        Ids.check("client id", value);
    }

    @Override
    public int compareTo(ClientId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
