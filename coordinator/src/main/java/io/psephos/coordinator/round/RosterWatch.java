package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobSpec;

/**
 * Says so when too few of a roster are left for filters that count on most of them: once, until there are enough again.
 * What was said stands in the journal, so that a restart neither repeats nor forgets it.
 */
final class RosterWatch {
    private final JobDesk desk;
    private final JobBook book;
    private final Batch batch;

    RosterWatch(JobDesk desk, JobBook book, Batch batch) {
        this.desk = desk;
        this.book = book;
        this.batch = batch;
    }

    /** Whether the job counts on most of its roster. */
    static boolean isNeeded(JobSpec spec) {
        return spec.robustness().filters().stream()
                .anyMatch(filter -> filter.kind().needsRoster());
    }

    /** Those who are not there when a job begins did not leave. */
    void begin() {
        if (isNeeded(desk.spec())) {
            desk.screening().noteRoster(book, batch, isShort());
        }
    }

    /** Raises {@code stalled} where fewer than 2f + 1 clients of a running job are left, and that was not said yet. */
    void look() {
        if (!isNeeded(desk.spec()) || book.job().state() != JobState.RUNNING) {
            return;
        }
        boolean isShort = isShort();
        if (desk.screening().noteRoster(book, batch, isShort) && isShort) {
            desk.writer(book, batch).happened(Kind.STALLED, null, null, null, null);
        }
    }

    private boolean isShort() {
        int byzantine = desk.spec().robustness().byzantine();
        return desk.ports().population().living(desk::sees) < 2L * byzantine + 1;
    }
}
