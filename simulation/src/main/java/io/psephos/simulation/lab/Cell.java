package io.psephos.simulation.lab;

import io.psephos.protocol.JobSpec;

/** One job of a lab: a defence under an attack. */
public record Cell(Place place, long seed, JobSpec spec) {

    /**
     * The place of a cell in the results, where those of different seeds are combined.
     *
     * @param byzantine attackers, beside the honest clients
     * @param similarity share of the examples that is partitioned at random
     */
    public record Place(String defence, String attack, int byzantine, double similarity) {}

    @Override
    public String toString() {
        return place.defence + ", " + place.attack + " by " + place.byzantine + ", similarity " + place.similarity
                + ", seed " + seed;
    }
}
