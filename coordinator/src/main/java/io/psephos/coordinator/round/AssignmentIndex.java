package io.psephos.coordinator.round;

import io.psephos.protocol.AssignmentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The index from open assignments to the runners of their jobs. For any thread. */
final class AssignmentIndex {
    private final Map<AssignmentId, JobRunner> runners = new ConcurrentHashMap<>();

    void put(AssignmentId assignment, JobRunner runner) {
        runners.put(assignment, runner);
    }

    void remove(AssignmentId assignment, JobRunner runner) {
        runners.remove(assignment, runner);
    }

    @Nullable
    JobRunner runnerOf(AssignmentId assignment) {
        return runners.get(assignment);
    }
}
