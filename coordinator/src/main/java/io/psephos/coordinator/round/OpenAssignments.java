package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The undecided assignments of one job: a snapshot for any thread, and the job's part of the index and the turns over
 * all jobs.
 */
final class OpenAssignments {
    private final AssignmentIndex index;
    private final JobRunner runner;
    private final Turns turns;
    private final Map<AssignmentId, StoredAssignment> byId = new ConcurrentHashMap<>();
    private final Map<ClientId, StoredAssignment> byClient = new ConcurrentHashMap<>();
    private volatile long turn;

    OpenAssignments(AssignmentIndex index, JobRunner runner, Turns turns) {
        this.index = index;
        this.runner = runner;
        this.turns = turns;
        this.turn = turns.next();
    }

    void put(StoredAssignment assignment) {
        byId.put(assignment.id(), assignment);
        byClient.put(assignment.client(), assignment);
        index.put(assignment.id(), runner);
        turn = turns.next();
        turns.given(assignment.client(), assignment.job());
    }

    /** Returns the turn at which the job was last given a client. */
    long turn() {
        return turn;
    }

    void remove(StoredAssignment assignment) {
        index.remove(assignment.id(), runner);
        byId.remove(assignment.id());
        byClient.remove(assignment.client());
    }

    void clear() {
        byId.keySet().forEach(assignment -> index.remove(assignment, runner));
        byId.clear();
        byClient.clear();
    }

    @Nullable
    StoredAssignment get(AssignmentId assignment) {
        return byId.get(assignment);
    }

    Optional<StoredAssignment> of(ClientId client) {
        return Optional.ofNullable(byClient.get(client));
    }
}
