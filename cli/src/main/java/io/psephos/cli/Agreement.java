package io.psephos.cli;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The mean agreement of each client's votes with the majorities, as the server measured it.
 *
 * @param shares from 0 to 1, by the position of the client
 * @param liars number of clients that lie, which are the first ones
 */
record Agreement(Map<Integer, Double> shares, int liars) {

    /** Returns the positions of as many clients as lie, those who agreed least. */
    List<Integer> lowest() {
        return shares.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue().thenComparing(Map.Entry::getKey))
                .limit(liars)
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Returns how many of the clients that agreed least are those who lie. */
    long liarsAmongLowest() {
        return lowest().stream().filter(this::lies).count();
    }

    DoubleSummaryStatistics ofLiars() {
        return of(this::lies);
    }

    DoubleSummaryStatistics ofHonest() {
        return of(position -> !lies(position));
    }

    /** Returns who voted against the majority, as far as the measured shares say. */
    String told() {
        if (liars == 0) {
            return "with the majority: " + range(ofHonest());
        }
        long found = liarsAmongLowest();
        String verdict = found == liars
                ? "the " + liars + " who lie agree least"
                : found + " of the " + liars + " who agree least lie, so votes alone do not tell who does";
        return "with the majority: " + range(ofLiars()) + " by those who lie, " + range(ofHonest()) + " by the others; "
                + verdict;
    }

    private boolean lies(int position) {
        return position < liars;
    }

    private DoubleSummaryStatistics of(IntPredicate chosen) {
        return shares.entrySet().stream()
                .filter(entry -> chosen.test(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .summaryStatistics();
    }

    private static String range(DoubleSummaryStatistics of) {
        return of.getCount() == 0
                ? "–"
                : String.format(Locale.ROOT, "%.1f to %.1f %%", 100 * of.getMin(), 100 * of.getMax());
    }
}
