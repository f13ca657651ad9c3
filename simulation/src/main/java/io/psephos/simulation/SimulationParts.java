package io.psephos.simulation;

import io.psephos.client.Trainer;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.plan.Stages;
import io.psephos.coordinator.round.Ports;
import java.util.function.UnaryOperator;

/**
 * The parts of a simulation that others may take the place of, such as an algorithm of one's own, or what measures them.
 *
 * @param stages that the job may have
 * @param trainers what trains in the place of a synthetic client's own trainer
 * @param looksOn whether those only look on while the own trainer works, which then reads what was offered in place and
 *     leaves its result in memory of the thread
 * @param frames where frames come from
 * @param ports what the coordinator gets in the place of the simulation's ports
 * @param coordinator what clients call in the place of the coordinator
 */
public record SimulationParts(
        Stages stages,
        UnaryOperator<Trainer> trainers,
        boolean looksOn,
        FrameSource frames,
        UnaryOperator<Ports> ports,
        UnaryOperator<Coordinator> coordinator) {

    /** The simulation's own parts, but for stages and trainers. */
    public static SimulationParts of(Stages stages, UnaryOperator<Trainer> trainers) {
        return new SimulationParts(
                stages,
                trainers,
                false,
                (offer, own) -> own.call(),
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    /** The simulation's own parts. */
    public static SimulationParts own() {
        SimulationParts parts = of(Stages.builtIn(), UnaryOperator.identity());
        return new SimulationParts(parts.stages, parts.trainers, true, parts.frames, parts.ports, parts.coordinator);
    }

    /** Returns these parts, with frames from elsewhere. */
    public SimulationParts with(FrameSource source) {
        return new SimulationParts(stages, trainers, looksOn, source, ports, coordinator);
    }

    /** Returns these parts, for trainers that may write to what was offered, and keep what they return. */
    SimulationParts handingOut() {
        return new SimulationParts(stages, trainers, false, frames, ports, coordinator);
    }
}
