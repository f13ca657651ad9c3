package io.psephos.client;

import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Text;
import io.psephos.protocol.json.ProtocolJson;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The answer to one request, by whomever. */
record Answer(int status, HttpHeaders headers, byte[] body) {
    static final String PROBLEM = "application/problem+json";
    private static final Set<ProblemCode> PASSING = Set.of(
            ProblemCode.TIMEOUT,
            ProblemCode.RATE_LIMITED,
            ProblemCode.INTERNAL,
            ProblemCode.UNAVAILABLE,
            ProblemCode.BAD_CHECKSUM);
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

    /** Returns the code of a problem of the protocol; empty for all other answers. */
    Optional<ProblemCode> problem() {
        if (status < 400 || !isPlain() || !isOf(PROBLEM)) {
            return Optional.empty();
        }
        return ProblemCode.of(json().path("code").asString("")).filter(code -> code.status() == status);
    }

    /** Whether it is a problem of this code. */
    boolean isProblem(ProblemCode code) {
        return problem().filter(code::equals).isPresent();
    }

    /** Returns the code of a problem as it travels, empty where there is none. */
    String code() {
        return problem().map(ProblemCode::word).orElse("");
    }

    /** Whether it is a problem that is temporary: the same request may succeed later. */
    boolean isPassing() {
        return problem().filter(PASSING::contains).isPresent();
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the body is of the media type, parameters aside. */
    boolean isOf(String type) {
        return typeOf(headers).equals(type);
    }

    /** Whether the body is as the server wrote it: clients ask for no encoding. */
    boolean isPlain() {
        return isPlain(headers);
    }

    static boolean isPlain(HttpHeaders headers) {
        return headers.allValues("Content-Encoding").stream()
                .allMatch(encoding -> encoding.strip().equalsIgnoreCase("identity"));
    }

    /** Returns the media type without parameters; empty where none is stated. */
    static String typeOf(HttpHeaders headers) {
        String stated = headers.firstValue("Content-Type").orElse("");
        int end = stated.indexOf(';');
        return (end < 0 ? stated : stated.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After").flatMap(Answer::wholeSeconds);
    }

    /** Returns status, code and detail of a problem, for messages. */
    String summary() {
        String detail = Text.printable(json().path("detail").asString(""));
        return "HTTP " + status + " " + code() + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    /** Returns what can be said of an answer that is not the server's, for messages. */
    String outline() {
        String type = typeOf(headers);
        String encoding = isPlain() ? "" : ", encoded";
        return "HTTP " + status + " with " + (type.isEmpty() ? "no content type" : Text.printable(type)) + encoding;
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
