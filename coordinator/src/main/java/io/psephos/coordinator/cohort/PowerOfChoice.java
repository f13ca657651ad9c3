package io.psephos.coordinator.cohort;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Power-of-Choice (Cho, Wang and Joshi, 2020) by the losses that members reported last: of candidates, drawn in
 * proportion to their examples, those with the largest loss. A member whose loss is not known comes first.
 *
 * @param candidates how many are drawn; 0 = twice the cohort; never more than the roster
 */
record PowerOfChoice(int candidates) implements CohortSelector {

    @Override
    public Set<String> select(SelectionInput input) {
        int wanted = candidates > 0 ? candidates : 2 * input.cohort();
        List<Integer> largest = ProportionalDraw.positions(input, wanted).stream()
                .sorted(Comparator.comparingDouble((Integer position) -> loss(input, position))
                        .reversed())
                .limit(input.cohort())
                .toList();
        return RosterDraw.names(input.roster(), largest);
    }

    private static double loss(SelectionInput input, int position) {
        return input.known().get(position).loss().orElse(Double.POSITIVE_INFINITY);
    }
}
