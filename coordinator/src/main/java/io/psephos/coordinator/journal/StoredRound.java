package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A round that is neither published nor abandoned.
 *
 * @param assignments those given or decided in it, and those given earlier that are still open
 * @param frozen whether its set of updates is closed
 * @param accepted accepted frames, oldest first
 * @param reports metrics by assignment
 */
public record StoredRound(
        long round,
        long modelVersion,
        Instant openedAt,
        boolean frozen,
        List<StoredAssignment> assignments,
        List<AcceptedFrame> accepted,
        Map<AssignmentId, ClientReport> reports) {

    /** Returns the progress that operators are shown. */
    RoundProgress progress() {
        Map<String, Integer> refused = new TreeMap<>();
        assignments.stream()
                .map(StoredAssignment::code)
                .filter(Objects::nonNull)
                .forEach(code -> refused.merge(code.word(), 1, Integer::sum));
        long bytesUp = accepted.stream().mapToLong(one -> one.frame().length).sum();
        return new RoundProgress(round, openedAt, assignments.size(), accepted.size(), refused, bytesUp);
    }

    /** The frame of one accepted update. */
    public record AcceptedFrame(AssignmentId assignment, byte[] frame) {}
}
