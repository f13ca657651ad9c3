package io.psephos.robustness.filter;

/**
 * A filter that refuses updates with a coordinate, or a sum of squares, that is not finite. Codecs refuse NaN and
 * infinities themselves; products of finite scales and levels may still overflow.
 */
public final class FiniteFilter implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "finite";

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        return Double.isFinite(candidate.norm())
                ? FilterResult.accept(state)
                : FilterResult.refuse(state, NAME, "not finite", candidate.norm(), Float.MAX_VALUE);
    }
}
