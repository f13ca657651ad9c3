package io.psephos.server.http.operator;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.Notes;
import io.psephos.protocol.JobId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a job.
 *
 * @param spec the complete job file; null in lists
 * @param notes null in lists, and where there is nothing to say
 */
record JobBody(
        JobId job,
        String name,
        JobState state,
        long modelVersion,
        long round,
        @Nullable Map<String, Object> spec,
        @Nullable String reason,
        @Nullable List<Notes.Note> notes) {

    /** A job as it stands in a list. */
    static JobBody listed(JobView view) {
        return of(view, null, null);
    }

    static JobBody whole(JobView view, List<Notes.Note> notes) {
        return of(view, JobFile.render(view.spec()), notes.isEmpty() ? null : notes);
    }

    private static JobBody of(JobView view, @Nullable Map<String, Object> spec, @Nullable List<Notes.Note> notes) {
        return new JobBody(
                view.job(),
                view.spec().name(),
                view.state(),
                view.modelVersion(),
                view.round(),
                spec,
                view.reason(),
                notes);
    }
}
