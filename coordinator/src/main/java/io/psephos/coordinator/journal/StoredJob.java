package io.psephos.coordinator.journal;

import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was last committed.
 *
 * @param modelVersion the newest version
 * @param round the round that is open, or would open next
 * @param published rounds that were published
 * @param abandonedInARow rounds abandoned since the last publication
 */
public record StoredJob(
        JobId id,
        JobSpec spec,
        JobState state,
        @Nullable String reason,
        ParameterLayout layout,
        long modelVersion,
        long round,
        long published,
        int abandonedInARow,
        Instant createdAt) {}
