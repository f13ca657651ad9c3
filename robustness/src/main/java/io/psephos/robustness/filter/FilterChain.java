package io.psephos.robustness.filter;

import java.util.List;

/** A chain of filters: the first that refuses decides, and those after it see nothing. */
public final class FilterChain implements UpdateFilter {
    private final List<UpdateFilter> filters;

    public FilterChain(List<UpdateFilter> filters) {
        this.filters = List.copyOf(filters);
    }

    /** Kardam: the Lipschitz filter, then the frequency filter. */
    public static FilterChain kardam(int clients, int byzantine, LipschitzFilter.Mode mode, int acceptAfter) {
        return new FilterChain(List.of(
                new LipschitzFilter(clients, byzantine, mode, acceptAfter), new FrequencyFilter(clients, byzantine)));
    }

    /** The verdict of the chain, with the state after it; the only method to call. */
    public FilterResult rule(FilterInput candidate, History history, FilterState state) {
        FilterResult ruling = judge(candidate, history, state);
        return ruling.isAccepted() ? FilterResult.accept(accepted(candidate, ruling.next())) : ruling;
    }

    @Override
    public FilterResult judge(FilterInput candidate, History history, FilterState state) {
        FilterState known = state;
        for (UpdateFilter filter : filters) {
            FilterResult ruling = filter.judge(candidate, history, known);
            if (!ruling.isAccepted()) {
                return ruling;
            }
            known = ruling.next();
        }
        return FilterResult.accept(known);
    }

    @Override
    public FilterState accepted(FilterInput candidate, FilterState state) {
        FilterState known = state;
        for (UpdateFilter filter : filters) {
            known = filter.accepted(candidate, known);
        }
        return known;
    }
}
