package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit log.
 *
 * @param id ascends over all lines; serves as the cursor of pages
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
