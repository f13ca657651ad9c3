package io.psephos.coordinator.job;

import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a job.
 *
 * @param round the round that is open, or would open next
 * @param reason why the job failed, if it did
 */
public record JobView(
        JobId job,
        JobSpec spec,
        JobState state,
        @Nullable String reason,
        long modelVersion,
        long round,
        Instant createdAt) {}
