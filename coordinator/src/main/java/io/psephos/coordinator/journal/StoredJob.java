package io.psephos.coordinator.journal;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was last committed.
 *
 * @param layout of its model; of no meaning while a model is to be uploaded
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
        Instant createdAt) {

    /** The job in another state. */
    public StoredJob in(JobState next, @Nullable String why) {
        return new StoredJob(id, spec, next, why, layout, modelVersion, round, published, abandonedInARow, createdAt);
    }

    /** The job with the layout of the model that was uploaded for it. */
    public StoredJob laidOut(ParameterLayout uploaded) {
        return new StoredJob(
                id, spec, state, reason, uploaded, modelVersion, round, published, abandonedInARow, createdAt);
    }

    /** The job with another newest version. */
    public StoredJob at(long version) {
        return new StoredJob(id, spec, state, reason, layout, version, round, published, abandonedInARow, createdAt);
    }

    /** The job after its round became a version. */
    public StoredJob afterPublication() {
        return new StoredJob(id, spec, state, reason, layout, modelVersion + 1, round + 1, published + 1, 0, createdAt);
    }

    /** The job after its round was thrown away. */
    public StoredJob afterAbandonment() {
        return new StoredJob(
                id, spec, state, reason, layout, modelVersion, round + 1, published, abandonedInARow + 1, createdAt);
    }

    /** The job as others see it. */
    public JobView view() {
        return new JobView(id, spec, state, reason, modelVersion, round, createdAt);
    }
}
