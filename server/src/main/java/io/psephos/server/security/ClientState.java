package io.psephos.server.security;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a client stands. */
public enum ClientState {
    ACTIVE,
    /** Holds its key and its tokens, but is offered nothing and its updates are not taken. */
    QUARANTINED,
    /** Gone for good; only what audits and rounds need of it is kept. */
    LEFT;

    /** The state as it travels and is stored. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that word. */
    public static ClientState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
