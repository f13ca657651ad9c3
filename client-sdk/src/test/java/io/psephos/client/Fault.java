package io.psephos.client;

import java.nio.charset.StandardCharsets;
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
    record Stall(String type) implements Fault {}

    /**
     * Is answered by something on the way, without the server.
     *
     * @param type of the body; empty for none
     * @param length that the head states, above the body's where the answer is cut
     */
    record Foreign(int status, String type, Map<String, String> headers, byte[] body, long length) implements Fault {}

    /** Is answered by something on the way with a body that never ends. */
    record Endless(int status, String type) implements Fault {}

    static Fault foreign(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Foreign(status, type, Map.of(), bytes, bytes.length);
    }

    static Fault problem(int status, String code) {
        return new Problem(status, code, Map.of(), Map.of());
    }

    static Fault retryAfter(int status, String code, String seconds) {
        return new Problem(status, code, Map.of("Retry-After", seconds), Map.of());
    }
}
