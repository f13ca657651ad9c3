package io.psephos.robustness.filter;

/** A filter that refuses updates by their cosine to the last aggregate; without one everything passes. */
public final class CosineFilter implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "cosine";

    private final double least;

    /**
     * @param least cosine that passes; an update of norm 0 has cosine 0
     * @throws IllegalArgumentException unless from −1 to 1
     */
    public CosineFilter(double least) {
        if (!(least >= -1 && least <= 1)) {
            throw new IllegalArgumentException("cosine must be -1 to 1, was " + least);
        }
        this.least = least;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        float[] last = history.lastAggregate();
        if (last.length == 0) {
            return FilterResult.accept(state);
        }
        double cosine = candidate.cosineTo(last);
        return cosine >= least
                ? FilterResult.accept(state)
                : FilterResult.refuse(state, NAME, "points elsewhere than the last aggregate", cosine, least);
    }
}
