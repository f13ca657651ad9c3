package io.psephos.client;

import java.util.Map;

/** How a stub server fails one call. */
sealed interface Fault {

    /** Answers with a problem and does nothing. */
    record Problem(int status, String code, Map<String, String> headers, Map<String, Object> members)
            implements Fault {}

    /** Cuts the connection and does nothing. */
    record Cut() implements Fault {}

    /** Does what it was asked for and cuts the connection before the answer. */
    record LostAnswer() implements Fault {}

    /** Begins an answer and never ends it. */
    record Stall() implements Fault {}

    static Fault problem(int status, String code) {
        return new Problem(status, code, Map.of(), Map.of());
    }

    static Fault retryAfter(int status, String code, String seconds) {
        return new Problem(status, code, Map.of("Retry-After", seconds), Map.of());
    }
}
