package io.psephos.server.http.operator;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.JobId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a job.
 *
 * @param spec the complete job file; null in lists
 */
record JobBody(
        JobId job,
        String name,
        JobState state,
        long modelVersion,
        long round,
        @Nullable Map<String, Object> spec,
        @Nullable String reason) {

    static JobBody of(JobView view, @Nullable Map<String, Object> spec) {
        return new JobBody(
                view.job(), view.spec().name(), view.state(), view.modelVersion(), view.round(), spec, view.reason());
    }
}
