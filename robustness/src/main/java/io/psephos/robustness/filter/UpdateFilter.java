package io.psephos.robustness.filter;

/** Judges whether an update may count. Holds no state of its own. */
@FunctionalInterface
public interface UpdateFilter {

    /** The verdict, and what the filter knows afterwards; the same for the same arguments. */
    FilterResult judge(FilterInput candidate, History history, FilterState state);

    /** What the filter knows once every filter of its chain let the update pass. */
    default FilterState accepted(FilterInput candidate, FilterState state) {
        return state;
    }
}
