package io.psephos.robustness.filter;

import io.psephos.robustness.filter.FilterState.Agreement;

/** A filter that refuses votes of clients whose earlier votes disagreed with decided majorities. */
public final class AgreementFilter implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "agreement";

    private final double least;
    private final long rounds;

    /**
     * @param least mean agreement that passes
     * @param rounds of which it must be the mean before anybody is refused
     * @throws IllegalArgumentException unless a share, and of at least one round
     */
    public AgreementFilter(double least, long rounds) {
        if (!(least >= 0 && least <= 1) || rounds < 1) {
            throw new IllegalArgumentException(
                    "agreement needs a share and at least one round, had " + least + ", " + rounds);
        }
        this.least = least;
        this.rounds = rounds;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        Agreement agreement = state.agreements().get(candidate.client());
        return agreement == null || agreement.rounds() < rounds || agreement.mean() >= least
                ? FilterResult.accept(state)
                : FilterResult.refuse(state, NAME, "votes against majorities", agreement.mean(), least);
    }
}
