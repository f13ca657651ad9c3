package io.psephos.robustness.filter;

/** A filter that refuses updates that claim more examples than a bound: nobody can verify the claim. */
public final class ExampleCap implements UpdateFilter {
    /** The name in verdicts. */
    public static final String NAME = "example-cap";

    private final long most;

    /** @throws IllegalArgumentException unless at least 1 */
    public ExampleCap(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("example cap must be >= 1, was " + most);
        }
        this.most = most;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        return candidate.exampleCount() <= most
                ? FilterResult.accept(state)
                : FilterResult.refuse(state, NAME, "too many examples", candidate.exampleCount(), most);
    }
}
