package io.psephos.coordinator.round;

import io.psephos.protocol.ProblemCode;
import java.util.HashMap;
import java.util.Map;

/** The counts of refused updates in a round, by problem code. */
final class RefusalCounts {
    private final Map<String, Integer> refused = new HashMap<>();

    void refused(ProblemCode code) {
        refused.merge(code.word(), 1, Integer::sum);
    }

    Map<String, Integer> counts() {
        return Map.copyOf(refused);
    }
}
