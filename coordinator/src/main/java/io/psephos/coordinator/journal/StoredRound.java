package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A round that is neither published nor abandoned.
 *
 * @param assignments those given or decided in it, and those given earlier that are still open
 * @param frozen whether its set of updates is closed
 * @param reports metrics by assignment
 */
public record StoredRound(
        long round,
        long modelVersion,
        Instant openedAt,
        boolean frozen,
        List<StoredAssignment> assignments,
        Map<AssignmentId, ClientReport> reports) {

    /** The frame of one accepted update. */
    public record AcceptedFrame(AssignmentId assignment, byte[] frame) {}
}
