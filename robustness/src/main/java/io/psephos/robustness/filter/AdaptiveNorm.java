package io.psephos.robustness.filter;

/**
 * A filter that refuses updates whose L2 norm is above a quantile of all that were judged: C ← C·exp(−rate·(b −
 * quantile)) after each, b = 1 where its norm was at most C (the rule of Andrew et al., NeurIPS 2021, an update at a
 * time).
 *
 * <p>A share 1 − quantile of honest updates is refused as well. Of a share β of huge updates C is drawn to the honest
 * norms' quantile/(1 − β); from β = 1 − quantile on it grows without bound.
 *
 * <p>C stays above {@value #LEAST_SHARE} of its start, and norms below that pass and do not move it: zeros say nothing of
 * how long updates are, and from a share β = quantile on they would draw C to themselves, away from all honest norms.
 */
public final class AdaptiveNorm implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "adaptive-norm";

    private static final double LEAST_SHARE = 0.01;
    private static final double MOST = 1e30;

    private final double quantile;
    private final double rate;
    private final double start;

    /**
     * @param start C before the first update
     * @throws IllegalArgumentException unless the quantile is a share, rate and start are above 0
     */
    public AdaptiveNorm(double quantile, double rate, double start) {
        if (!(quantile > 0 && quantile <= 1) || !(rate > 0) || !(start > 0)) {
            throw new IllegalArgumentException(
                    "an adaptive norm needs a quantile in (0, 1], rate and start above 0, had " + quantile + ", " + rate
                            + ", " + start);
        }
        this.quantile = quantile;
        this.rate = rate;
        this.start = start;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        double bound = state.normBound() > 0 ? Math.max(least(), state.normBound()) : start;
        if (candidate.norm() < least()) {
            return FilterResult.accept(state);
        }
        boolean isWithin = candidate.norm() <= bound;
        FilterState next = state.with(next(bound, isWithin ? 1 : 0));
        return isWithin
                ? FilterResult.accept(next)
                : FilterResult.refuse(next, NAME, "the norm is too large", candidate.norm(), bound);
    }

    /** C after updates of which the share {@code within} had at most the norm C. */
    double next(double bound, double within) {
        return Math.max(least(), Math.min(MOST, bound * Math.exp(-rate * (within - quantile))));
    }

    private double least() {
        return LEAST_SHARE * start;
    }
}
