package io.psephos.robustness.filter;

/**
 * A verdict and what its filter knows afterwards.
 *
 * @param next state, whatever the verdict
 */
public record FilterResult(FilterVerdict verdict, FilterState next) {

    /** The update may count. */
    public static FilterResult accept(FilterState next) {
        return new FilterResult(new FilterVerdict.Accepted(), next);
    }

    /** The update may not count. */
    public static FilterResult refuse(
            FilterState next, String filter, String reason, double distance, double threshold) {
        return new FilterResult(new FilterVerdict.Refused(filter, reason, distance, threshold), next);
    }

    /** Whether the update may count. */
    public boolean isAccepted() {
        return verdict instanceof FilterVerdict.Accepted;
    }
}
