package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit.
 *
 * @param id ascends over all lines; where the next page starts
 */
public record AuditEntry(
        long id,
        Instant at,
        String actor,
        String action,
        @Nullable JobId job,
        @Nullable ClientId client,
        @Nullable AssignmentId assignment,
        String detail) {}
