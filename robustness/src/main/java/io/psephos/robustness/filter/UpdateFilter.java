package io.psephos.robustness.filter;

/** A filter that judges whether an update may count. Holds no state of its own. */
@FunctionalInterface
public interface UpdateFilter {

    /** The verdict, and the state after it; the same for the same arguments. */
    FilterResult judge(FilterInput candidate, History history, FilterState state);

    /** The state after every filter of its chain has accepted the update. */
    default FilterState accepted(FilterInput candidate, FilterState state) {
        return state;
    }
}
