package io.psephos.coordinator.journal;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as last committed.
 *
 * @param layout the layout of its model; meaningless while a model is to be uploaded
 * @param modelVersion the newest version
 * @param round the round that is open, or would open next
 * @param published number of published rounds
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

    /** Returns the job in another state. */
    public StoredJob in(JobState next, @Nullable String why) {
        return new StoredJob(id, spec, next, why, layout, modelVersion, round, published, abandonedInARow, createdAt);
    }

    /** Returns the job with the layout of its uploaded model. */
    public StoredJob laidOut(ParameterLayout uploaded) {
        return new StoredJob(
                id, spec, state, reason, uploaded, modelVersion, round, published, abandonedInARow, createdAt);
    }

    /** Returns the job with another newest version. */
    public StoredJob at(long version) {
        return new StoredJob(id, spec, state, reason, layout, version, round, published, abandonedInARow, createdAt);
    }

    /** Returns the job after its round was published. */
    public StoredJob afterPublication() {
        return new StoredJob(id, spec, state, reason, layout, modelVersion + 1, round + 1, published + 1, 0, createdAt);
    }

    /** Returns the job after its round was abandoned. */
    public StoredJob afterAbandonment() {
        return new StoredJob(
                id, spec, state, reason, layout, modelVersion, round + 1, published, abandonedInARow + 1, createdAt);
    }

    /** Returns the snapshot of the job that operators and clients are shown. */
    public JobView view() {
        return new JobView(id, spec, state, reason, modelVersion, round, createdAt);
    }
}
