package io.psephos.coordinator.cohort;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Poisson sampling: every member is drawn by itself, with the same probability. The number of drawn members is binomial.
 *
 * @param rate the probability; 0 = cohort / roster
 */
record PoissonSampling(double rate) implements CohortSelector {

    @Override
    public Set<String> select(SelectionInput input) {
        double probability =
                rate > 0 ? rate : (double) input.cohort() / input.roster().size();
        SplittableRandom random = input.random();
        Set<String> drawn = new HashSet<>();
        for (String member : input.roster()) {
            if (random.nextDouble() < probability) {
                drawn.add(member);
            }
        }
        return drawn;
    }
}
