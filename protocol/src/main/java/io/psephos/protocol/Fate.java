package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The status of an assignment. */
public enum Fate {
    /** Open: an update may still be sent. */
    OPEN,
    /** The update is in its round's set, durably, and the round is not published yet. */
    ACCEPTED,
    /** The update is part of a published version. */
    COUNTED,
    /** The update was accepted, but its round was abandoned or its job ended. */
    DISCARDED,
    /** A filter refused the update, or its third frame was malformed. */
    REFUSED,
    /** The client declined. */
    DECLINED,
    /** No update came until the round closed. */
    EXPIRED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Fate parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
