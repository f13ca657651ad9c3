package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The closed list of reasons for which the protocol refuses a call, each with its HTTP status. */
public enum ProblemCode {
    BAD_REQUEST(400),
    INVALID_TOKEN(401),
    INVALID_CLIENT(401),
    INVALID_ENROLMENT_TOKEN(401),
    CLOCK_SKEW(401),
    FORBIDDEN(403),
    INCAPABLE(403),
    QUARANTINED(403),
    BUDGET_SPENT(403),
    NOT_FOUND(404),
    NO_DELTA(404),
    GONE(410),
    JOB_ENDED(410),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    TIMEOUT(408),
    RANGE_NOT_SATISFIABLE(416),
    ROUND_CLOSED(409),
    DUPLICATE_DIFFERS(409),
    STALE(409),
    WRONG_STATE(409),
    NO_MODEL(409),
    KEY_IN_USE(409),
    NAME_IN_USE(409),
    SECURE_AGGREGATION(409),
    LENGTH_REQUIRED(411),
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    MALFORMED_FRAME(422),
    UNSUPPORTED_VERSION(422),
    WRONG_SCHEME(422),
    WRONG_LENGTH(422),
    BAD_CHECKSUM(422),
    WRONG_BASE(422),
    EXAMPLES_OUT_OF_RANGE(422),
    NOT_FINITE(422),
    FILTERED(422),
    INVALID_JOB(422),
    INVALID_MEMBER(422),
    INVALID_KEY(422),
    INVALID_PROOF(422),
    INVALID_MODEL(422),
    WRONG_LAYOUT(422),
    RATE_LIMITED(429),
    INTERNAL(500),
    UNAVAILABLE(503);

    private static final Map<String, ProblemCode> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(ProblemCode::word, Function.identity()));

    private final int status;
    private final String word;

    ProblemCode(int status) {
        this.status = status;
        this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status that goes with this code. */
    public int status() {
        return status;
    }

    /** The code as it travels, lower-case with hyphens. */
    @JsonValue
    public String word() {
        return word;
    }

    /** The code that travels as the word, if the list has it. */
    public static Optional<ProblemCode> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    @JsonCreator
    static ProblemCode parse(String word) {
        return of(word).orElseThrow(() -> new IllegalArgumentException("unknown code '" + Text.printable(word) + "'"));
    }

    @Override
    public String toString() {
        return word;
    }
}
