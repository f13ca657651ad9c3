package io.psephos.simulation;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run, be it that of its job or an early one.
 *
 * @param round the round that was open, from 0; after the last round of a job that finished
 * @param reason why the run ended early; null for a job that finished
 */
public record RunEnd(Kind kind, long round, @Nullable String reason) {

    /** The kinds of ends. */
    public enum Kind {
        FINISHED,
        STOPPED,
        /** The job cannot go on, or its run ended in an unexpected failure. */
        FAILED,
        /** Training diverged: beyond what the codec can carry, or beyond finite parameters. */
        DIVERGED,
        /** Too many clients were refused. */
        STALLED,
        /** The caller ended the run. */
        INTERRUPTED;

        /** Returns the name in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the end of a job that can go on no more, or the interruption of one that could. */
    static RunEnd of(JobView job) {
        Optional<String> reason = Optional.ofNullable(job.reason());
        Kind kind = switch (job.state()) {
            case FINISHED -> Kind.FINISHED;
            case STOPPED -> Kind.STOPPED;
            case FAILED -> reason.filter(JobView::tellsOfDivergence).isPresent() ? Kind.DIVERGED : Kind.FAILED;
            case CREATED, RUNNING, PAUSED -> Kind.INTERRUPTED;
        };
        // A job fails in a round that is abandoned, and another would open next.
        long round = job.state() == JobState.FAILED ? Math.max(0, job.round() - 1) : job.round();
        return new RunEnd(kind, round, reason.orElse(null));
    }

    /** Returns the end in words: its kind, and of an early one the round, counted from 1, and the reason. */
    public String told() {
        return reason == null ? kind.word() : kind.word() + " in round " + (round + 1) + ": " + reason;
    }

    /** Whether the job published all its rounds, or met the condition that stops it. */
    public boolean isFinished() {
        return kind == Kind.FINISHED;
    }
}
