package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Assignments of the open round that wait for an update; a snapshot that any thread may read. */
final class OpenSeats {
    private final Map<AssignmentId, StoredAssignment> byId = new ConcurrentHashMap<>();
    private final Map<ClientId, StoredAssignment> byClient = new ConcurrentHashMap<>();

    void put(StoredAssignment assignment) {
        byId.put(assignment.id(), assignment);
        byClient.put(assignment.client(), assignment);
    }

    void remove(StoredAssignment assignment) {
        byId.remove(assignment.id());
        byClient.remove(assignment.client());
    }

    void clear() {
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
