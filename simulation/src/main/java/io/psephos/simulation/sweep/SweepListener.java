package io.psephos.simulation.sweep;

import io.psephos.coordinator.event.JobEvent;

/** Hears of what happens in a sweep, on several threads at a time. */
public interface SweepListener {
    /** A run starts. */
    void started(SweepRun run);

    /** Something happened to the job of a run. */
    void heard(SweepRun run, JobEvent event);

    /** A run ended, and its record is on disk. */
    void ended(SweepRun run, RunRecord result);
}
