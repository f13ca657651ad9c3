package io.psephos.coordinator.journal;

import io.psephos.protocol.ProblemCode;
import java.util.HashMap;
import java.util.Map;

/**
 * What was refused of an assignment so far.
 *
 * @param malformed frames that count towards the last one that is allowed
 * @param noted lines that the audit has of it, by code
 */
public record Refusals(int malformed, Map<String, Integer> noted) {
    /** Of a fresh assignment. */
    public static final Refusals NONE = new Refusals(0, Map.of());

    public Refusals {
        noted = Map.copyOf(noted);
    }

    /** Lines that the audit has of the code. */
    public int noted(ProblemCode code) {
        return noted.getOrDefault(code.word(), 0);
    }

    /** The same with one more line of the code. */
    public Refusals noting(ProblemCode code) {
        Map<String, Integer> more = new HashMap<>(noted);
        more.merge(code.word(), 1, Integer::sum);
        return new Refusals(malformed, more);
    }

    /** The same with one more malformed frame. */
    public Refusals malformedAgain() {
        return new Refusals(malformed + 1, noted);
    }
}
