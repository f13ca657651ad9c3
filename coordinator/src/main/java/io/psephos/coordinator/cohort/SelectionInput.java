package io.psephos.coordinator.cohort;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The input of a selection.
 *
 * @param roster names of the members, in the order of the job file
 * @param cohort number of members that the job file asks for in a round
 * @param round its number, from 0
 * @param seed of the round; differs from round to round and from job to job
 * @param known the facts of each member, in the order of the roster, as of the version that the round starts from
 */
public record SelectionInput(List<String> roster, int cohort, long round, long seed, List<MemberFacts> known) {
    private static final long SELECTION = 0x5e1ec7;

    /** @throws IllegalArgumentException unless there are facts of each member */
    public SelectionInput {
        roster = List.copyOf(roster);
        known = List.copyOf(known);
        if (known.size() != roster.size()) {
            throw new IllegalArgumentException(
                    "facts of " + roster.size() + " members are needed, had those of " + known.size());
        }
    }

    /** Returns a new source of the round's randomness; every call returns one of the same numbers. */
    public SplittableRandom random() {
        return new SplittableRandom(RosterDraw.mix(seed, SELECTION));
    }
}
