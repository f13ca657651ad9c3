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
        Instant createdAt) {
    private static final String DIVERGENCE = "training diverged: ";

    /** Returns the reason of a job whose training diverged. */
    public static String divergence(String what) {
        return DIVERGENCE + what;
    }

    /** Whether a reason is that training diverged. */
    public static boolean tellsOfDivergence(String reason) {
        return reason.startsWith(DIVERGENCE);
    }
}
