package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredJob;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.state.NamedState;
import org.jspecify.annotations.Nullable;

/** The writer's in-memory state of a job: a cache of the journal that may be dropped and read again. */
final class JobCache {
    static final float[] NONE = {};

    private StoredJob job;
    private float[] parameters;
    private NamedState state;
    private CarriedTensors carried = CarriedTensors.NONE;
    private @Nullable Round round;
    private @Nullable Round closed;
    private @Nullable FilterMemory filters;
    private long lastEvent;

    /** @param state the named state that belongs to the parameters */
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

    /** Replaces the newest version by parameters that no compressed step leads to. */
    void replace(StoredJob next, float[] other, NamedState left) {
        job = next;
        parameters = next.state().hasEnded() ? NONE : other;
        state = left;
    }

    /** Returns the newest parameters; empty once the job has ended, as no round needs them. */
    float[] parameters() {
        return parameters;
    }

    /** Returns the tensors that every version has beside its parameters. */
    CarriedTensors carried() {
        return carried;
    }

    void carry(CarriedTensors tensors) {
        carried = tensors;
    }

    /** Returns the named state that belongs to the newest parameters. */
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

    /** Returns the state of the job's filters; null until it was read. */
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

    /** Returns the round that closed last, until the next one opens. */
    @Nullable
    Round closed() {
        return closed;
    }

    /** Returns the round while it takes updates. */
    @Nullable
    Collecting collecting() {
        return round instanceof Collecting collecting ? collecting : null;
    }

    long nextEvent() {
        return ++lastEvent;
    }
}
