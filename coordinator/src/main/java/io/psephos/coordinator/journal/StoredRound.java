package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A round that is neither published nor abandoned.
 *
 * @param frozen whether its set of updates is closed
 * @param accepted the frames of its set, oldest first
 * @param reports of its clients
 */
public record StoredRound(
        long round,
        long modelVersion,
        Instant openedAt,
        boolean frozen,
        List<StoredAssignment> assignments,
        List<AcceptedFrame> accepted,
        Map<AssignmentId, ClientReport> reports) {

    /** The bytes of one accepted update. */
    public record AcceptedFrame(AssignmentId assignment, byte[] frame) {}
}
