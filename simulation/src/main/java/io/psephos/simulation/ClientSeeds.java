package io.psephos.simulation;

import static io.psephos.coordinator.cohort.RosterDraw.mix;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;

/** The seeds of a job's synthetic clients, which follow from the simulation's seed, a client's position and the round. */
record ClientSeeds(JobSpec spec) {

    /** What a seed is for. */
    enum Purpose {
        TRAINING(1),
        COINS(2),
        ATTACK(3),
        CHOICE(4);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    /**
     * The seed of a purpose for one offer, as a client may have many assignments of a round and draws anew for each.
     */
    long of(int position, Offer offer, Purpose purpose) {
        long seed = mix(mix(mix(spec.simulation().seed(), purpose.number), position), offer.round());
        return spec.schedule().isSynchronous()
                ? seed
                : mix(seed, offer.assignment().value().hashCode());
    }
}
