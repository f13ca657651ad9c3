package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredJob;
import io.psephos.protocol.state.NamedState;
import org.jspecify.annotations.Nullable;

/** What the writer of a job knows of it: a copy of the journal that may be thrown away and read again. */
final class JobCache {
    static final float[] NONE = {};

    private StoredJob job;
    private float[] parameters;
    private NamedState state;
    private @Nullable Round round;
    private @Nullable Round closed;
    private @Nullable FilterMemory filters;
    private long lastEvent;

    /** @param state that belongs to the newest parameters */
    JobCache(StoredJob job, float[] parameters, NamedState state, @Nullable Round round, long lastEvent) {
        this.job = job;
        this.parameters = parameters;
        this.state = state;
        this.round = round;
        this.lastEvent = lastEvent;
    }

    StoredJob job() {
        return job;
    }

    void become(StoredJob next) {
        job = next;
        parameters = next.state().hasEnded() ? NONE : parameters;
    }

    /** Takes other parameters as the newest version, which nothing leads to. */
    void replace(StoredJob next, float[] other, NamedState left) {
        job = next;
        parameters = next.state().hasEnded() ? NONE : other;
        state = left;
    }

    /** The newest parameters; none once the job has ended, as nobody builds on them here any more. */
    float[] parameters() {
        return parameters;
    }

    /** What belongs to the newest parameters. */
    NamedState state() {
        return state;
    }

    void remember(NamedState other) {
        state = other;
    }

    void publish(float[] next, NamedState remembered) {
        parameters = next;
        state = remembered;
        job = job.afterPublication();
    }

    /** What the job's filters know; null until somebody asks. */
    @Nullable
    FilterMemory filters() {
        return filters;
    }

    void keep(FilterMemory known) {
        filters = known;
    }

    @Nullable
    Round round() {
        return round;
    }

    void enter(@Nullable Round next) {
        closed = next == null ? round : null;
        round = next;
    }

    /** The round that closed last, until the next one opens. */
    @Nullable
    Round closed() {
        return closed;
    }

    /** The round, if it takes updates. */
    @Nullable
    Collecting collecting() {
        return round instanceof Collecting collecting ? collecting : null;
    }

    long nextEvent() {
        return ++lastEvent;
    }
}
