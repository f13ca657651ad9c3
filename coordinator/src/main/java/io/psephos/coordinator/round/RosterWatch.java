package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobSpec.Robustness;

/** Says so when too few of a roster are left for filters that count on most of them. */
final class RosterWatch {
    private final JobDesk desk;
    private final JobBook book;
    private final JobWriter writer;

    RosterWatch(JobDesk desk, JobBook book, JobWriter writer) {
        this.desk = desk;
        this.book = book;
        this.writer = writer;
    }

    /** Raises {@code stalled} where a client of the job left fewer than 2f + 1 behind. */
    void left(ClientId client) {
        Robustness robustness = desk.spec().robustness();
        boolean needsMost =
                robustness.has(Filter.KARDAM) || robustness.has(Filter.LIPSCHITZ) || robustness.has(Filter.FREQUENCY);
        if (needsMost
                && book.job().state() == JobState.RUNNING
                && desk.ports().journal().everAssigned(desk.id(), client)
                && desk.ports().population().living(desk::sees) < 2L * robustness.byzantine() + 1) {
            writer.happened(Kind.STALLED, null, null, null, null);
        }
    }
}
