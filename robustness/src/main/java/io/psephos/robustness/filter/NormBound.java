package io.psephos.robustness.filter;

/** A filter that refuses updates whose L2 norm is above a bound. */
public final class NormBound implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "norm-bound";

    private final double most;

    /** @throws IllegalArgumentException unless the bound is above 0 */
    public NormBound(double most) {
        if (!(most > 0)) {
            throw new IllegalArgumentException("norm bound must be > 0, was " + most);
        }
        this.most = most;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        return candidate.norm() <= most
                ? FilterResult.accept(state)
                : FilterResult.refuse(state, NAME, "the norm is too large", candidate.norm(), most);
    }
}
