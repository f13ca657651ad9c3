package io.psephos.server.security;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The membership state of a client. */
public enum ClientState {
    ACTIVE,
    /** Keeps its key and its tokens, but gets no offers, and its updates are refused. */
    QUARANTINED,
    /** Left for good; only what audits and rounds need of it is kept. */
    LEFT;

    /** Returns the name in the protocol and in the database. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the state of that name. */
    public static ClientState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
