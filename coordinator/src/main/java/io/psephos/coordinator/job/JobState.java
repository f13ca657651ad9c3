package io.psephos.coordinator.job;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job stands in its life. */
public enum JobState {
    CREATED,
    RUNNING,
    PAUSED,
    FINISHED,
    STOPPED,
    FAILED;

    /** Whether no round will ever open again. */
    public boolean hasEnded() {
        return this == FINISHED || this == STOPPED || this == FAILED;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
