package io.psephos.cli;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;

/** The events of a simulation as progress that is displayed. */
final class RunWatch {
    private final Simulation simulation;
    private final RunProgress progress;
    private final long float32Bytes;
    private long published;
    private long accepted;
    private long refused;
    private double accuracy = Double.NaN;

    RunWatch(Simulation simulation, JobSpec spec, RunProgress progress) {
        this.simulation = simulation;
        this.progress = progress;
        this.float32Bytes = Nets.parameterCount(spec.model()) * Float.BYTES;
    }

    synchronized void hear(JobEvent event) {
        switch (event.kind()) {
            case ROUND_PUBLISHED -> published++;
            case UPDATE_ACCEPTED -> accepted++;
            case UPDATE_REFUSED -> refused++;
            case EVALUATED -> accuracy = event.value() == null ? Double.NaN : event.value();
            default -> {}
        }
        if (event.kind() == JobEvent.Kind.ROUND_PUBLISHED || event.kind() == JobEvent.Kind.EVALUATED) {
            progress.show(new RunProgress.Moment(
                    published,
                    accuracy,
                    simulation.uploadBytes(),
                    simulation.updates() * float32Bytes,
                    simulation.downloadBytes(),
                    accepted,
                    refused));
        }
    }
}
