package io.psephos.coordinator.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a job in its life cycle. */
public enum JobState {
    CREATED,
    RUNNING,
    PAUSED,
    FINISHED,
    STOPPED,
    FAILED;

    /** Whether the job is finished, stopped or failed: no round opens any more. */
    public boolean hasEnded() {
        return this == FINISHED || this == STOPPED || this == FAILED;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
