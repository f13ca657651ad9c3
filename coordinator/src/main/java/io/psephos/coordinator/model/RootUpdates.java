package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import java.util.Optional;

/** Updates of the server's own, for rules that hold those of clients against it. */
@FunctionalInterface
public interface RootUpdates {

    /** How the server trains for the spec; empty when it does not hold as many examples as the rule asks for. */
    Optional<RootUpdate> rootOf(JobSpec spec);

    /** One client's work, done by the server. */
    @FunctionalInterface
    interface RootUpdate {

        /**
         * The update of a round, positive where a parameter should fall.
         *
         * @param parameters flat, in the job's layout; stay as they are
         * @param seed of the order of the examples; each round its own
         */
        float[] train(float[] parameters, long seed);
    }
}
