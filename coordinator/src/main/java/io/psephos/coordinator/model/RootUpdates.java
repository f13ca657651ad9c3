package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import java.util.Optional;

/** The source of the server's own updates, for rules such as FLTrust that compare clients' updates with one. */
@FunctionalInterface
public interface RootUpdates {

    /**
     * Returns the server's training for the spec; empty when it does not hold as many examples as the rule asks for.
     */
    Optional<RootUpdate> rootOf(JobSpec spec);

    /** The server's own local training on its root data. */
    @FunctionalInterface
    interface RootUpdate {

        /**
         * Returns the update of a round, positive where a parameter should fall.
         *
         * @param parameters flat, in the job's layout; left unchanged
         * @param seed seed of the order of the examples, different for each round
         */
        float[] train(float[] parameters, long seed);
    }
}
