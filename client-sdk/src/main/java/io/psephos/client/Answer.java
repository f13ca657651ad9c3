package io.psephos.client;

import io.psephos.protocol.Text;
import io.psephos.protocol.json.ProtocolJson;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The server's answer to one request. */
record Answer(int status, HttpHeaders headers, byte[] body) {
    private static final long MAX_RETRY_AFTER = Duration.ofDays(1).toSeconds();

    /** Returns the body as a tree; a missing node where it is no JSON. */
    JsonNode json() {
        try {
            JsonNode tree = ProtocolJson.lenient().readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns the code of a problem, empty where there is none. */
    String code() {
        return status < 400 ? "" : json().path("code").asString("");
    }

    /** Whether the failure is temporary: the same request may succeed later. */
    boolean isPassing() {
        return status == 408 || status == 429 || status >= 500 || code().equals("bad-checksum");
    }

    Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After").flatMap(Answer::wholeSeconds);
    }

    /** Returns status and code, for messages. */
    String summary() {
        String detail = Text.printable(json().path("detail").asString(""));
        return "HTTP " + status + " " + Text.printable(code()) + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    private static Optional<Duration> wholeSeconds(String text) {
        try {
            long seconds = Long.parseLong(text.strip());
            return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.min(seconds, MAX_RETRY_AFTER)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
