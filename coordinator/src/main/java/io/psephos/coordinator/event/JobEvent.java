package io.psephos.coordinator.event;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event of a job, such as a published round.
 *
 * @param id position among the job's events, from 1
 * @param value accuracy, where the kind is {@code EVALUATED} and the model has one
 */
public record JobEvent(
        JobId job,
        long id,
        Instant at,
        Kind kind,
        @Nullable Long round,
        @Nullable Long version,
        @Nullable ClientId client,
        @Nullable AssignmentId assignment,
        @Nullable String code,
        @Nullable Double value) {

    /** The kinds of events. */
    public enum Kind {
        JOB_STARTED,
        ROUND_OPENED,
        UPDATE_ACCEPTED,
        UPDATE_REFUSED,
        ROUND_PUBLISHED,
        ROUND_ABANDONED,
        EVALUATED,
        STALLED,
        JOB_PAUSED,
        JOB_RESUMED,
        JOB_FINISHED,
        JOB_STOPPED,
        JOB_FAILED;

        /** Returns the name as the protocol writes it: lower-case with hyphens. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether this is the last event that a job can have. */
        public boolean isLast() {
            return this == JOB_FINISHED || this == JOB_STOPPED || this == JOB_FAILED;
        }
    }
}
