package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as an RFC 9457 problem, {@code application/problem+json}.
 *
 * @param value the offending value, shortened and printable
 * @param violations every fault of a job file at once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        ProblemCode code,
        @Nullable String value,
        @Nullable List<Violation> violations) {

    /** A fault of a document: its path, and what is wrong there. */
    public record Violation(String path, String code, String detail) {}

    /** A problem whose title is its code in words. */
    public static Problem of(ProblemCode code, String detail, @Nullable String value) {
        return new Problem(
                "about:blank",
                code.word().replace('-', ' '),
                code.status(),
                detail,
                code,
                value == null ? null : Text.printable(value),
                null);
    }

    /** The same problem with the faults of the document. */
    public Problem with(List<Violation> faults) {
        return new Problem(type, title, status, detail, code, value, List.copyOf(faults));
    }
}
