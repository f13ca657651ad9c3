package io.psephos.coordinator.journal;

import io.psephos.protocol.ProblemCode;
import java.util.HashMap;
import java.util.Map;

/**
 * The refusals of one assignment so far.
 *
 * @param malformed malformed frames that count towards the limit of {@value #ALLOWED_MALFORMED}
 * @param noted lines in the audit by code
 */
public record Refusals(int malformed, Map<String, Integer> noted) {
    /** Malformed frames after which an assignment is refused for good. */
    public static final int ALLOWED_MALFORMED = 3;

    /** No refusals, as of a fresh assignment. */
    public static final Refusals NONE = new Refusals(0, Map.of());

    public Refusals {
        noted = Map.copyOf(noted);
    }

    /** Returns how many audit lines there are for the code. */
    public int noted(ProblemCode code) {
        return noted.getOrDefault(code.word(), 0);
    }

    /** Returns these refusals with one more audit line of the code. */
    public Refusals noting(ProblemCode code) {
        Map<String, Integer> more = new HashMap<>(noted);
        more.merge(code.word(), 1, Integer::sum);
        return new Refusals(malformed, more);
    }

    /** Returns these refusals with one more malformed frame. */
    public Refusals malformedAgain() {
        return new Refusals(malformed + 1, noted);
    }
}
