package io.psephos.aggregation.stage;

import io.psephos.protocol.AdaptiveB;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The stage that adapts b of stochastic votes and shared scales to the magnitudes that clients report. */
public final class AdaptiveBounds implements ServerStage {
    /**
     * The name of the bounds b in the offers for the newest version, one number a tensor; absent before the first
     * report.
     */
    public static final String B = "offer/b";

    private static final double LEAST = 1e-30;
    private static final double MOST = 1e30;

    private final AdaptiveB rule;
    private final int byzantine;
    private final List<Double> initial;

    /**
     * @param byzantine f: never one of the f largest reports counts, whatever the rank
     * @param initial b of version 0, one number a tensor
     */
    public AdaptiveBounds(AdaptiveB rule, int byzantine, List<Double> initial) {
        this.rule = rule;
        this.byzantine = byzantine;
        this.initial = List.copyOf(initial);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.REPORTS);
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        return result.remembering(result.state().with(B, next(facts.reports(), current(result.state()))));
    }

    @Override
    public Offer offered(Offer offer, NamedState state, long published) {
        return offer.with(offer.codec().withB(current(state)));
    }

    private List<Double> current(NamedState state) {
        List<Double> b = state.numbers(B);
        return b.isEmpty() ? initial : b;
    }

    /**
     * The next bounds, unchanged for tensors without a reported magnitude above 0; the order of reports makes no
     * difference.
     */
    private List<Double> next(Collection<ClientReport> reports, List<Double> before) {
        List<ClientReport> telling =
                reports.stream().filter(report -> !report.maxAbs().isEmpty()).toList();
        if (telling.isEmpty()) {
            return before;
        }
        List<Double> b = new ArrayList<>();
        for (int tensor = 0; tensor < before.size(); tensor++) {
            int place = tensor;
            double next = ranked(telling.stream()
                    .mapToDouble(report -> report.maxAbs().get(place))
                    .toArray());
            b.add(next > 0 ? Math.min(Math.max(next, LEAST), MOST) : before.get(tensor));
        }
        return b;
    }

    /** The nearest-rank quantile times the factor: of n reports the ⌈q·n⌉-th smallest, and at most the (n − f)-th. */
    private double ranked(double[] reports) {
        double[] sorted = reports.clone();
        Arrays.sort(sorted);
        int place = Math.min((int) Math.ceil(rule.rank() * sorted.length - 1e-9), sorted.length - byzantine);
        return sorted[Math.max(1, Math.min(place, sorted.length)) - 1] * rule.factor();
    }
}
