package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobSpec;

/**
 * The alarm for roster jobs with too few active clients for their filters, raised once until there are enough again.
 * Its state is in the journal, so that a restart neither repeats nor forgets the alarm.
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

    /** Whether the job's filters need a majority of its roster. */
    static boolean isNeeded(JobSpec spec) {
        return spec.robustness().filters().stream()
                .anyMatch(filter -> filter.kind().needsRoster());
    }

    /** Initialises the alarm at the job's start without raising it: clients that are missing then did not leave. */
    void begin() {
        if (isNeeded(context.spec())) {
            context.filterStage().noteRoster(cache, batch, isShort());
        }
    }

    /**
     * Raises {@code stalled} where fewer than 2f + 1 clients of a running job are active and the alarm is not raised
     * yet.
     */
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
