package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobSpec;

/**
 * Says so when too few of a roster are left for filters that count on most of them: once, until there are enough again.
 * What was said stands in the journal, so that a restart neither repeats nor forgets it.
 */
final class RosterWatch {
    private final JobContext context;
    private final JobCache cache;
    private final Batch batch;

    RosterWatch(JobContext context, JobCache cache, Batch batch) {
        this.context = context;
        this.cache = cache;
        this.batch = batch;
    }

    /** Whether the job counts on most of its roster. */
    static boolean isNeeded(JobSpec spec) {
        return spec.robustness().filters().stream()
                .anyMatch(filter -> filter.kind().needsRoster());
    }

    /** Those who are not there when a job begins did not leave. */
    void begin() {
        if (isNeeded(context.spec())) {
            context.filterStage().noteRoster(cache, batch, isShort());
        }
    }

    /** Raises {@code stalled} where fewer than 2f + 1 clients of a running job are left, and that was not said yet. */
    void look() {
        if (!isNeeded(context.spec()) || cache.job().state() != JobState.RUNNING) {
            return;
        }
        boolean isShort = isShort();
        if (context.filterStage().noteRoster(cache, batch, isShort) && isShort) {
            context.writer(cache, batch).happened(Kind.STALLED, null, null, null, null);
        }
    }

    private boolean isShort() {
        int byzantine = context.spec().robustness().byzantine();
        return context.ports().population().living(context::sees) < 2L * byzantine + 1;
    }
}
