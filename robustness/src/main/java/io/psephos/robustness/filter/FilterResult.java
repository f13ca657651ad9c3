package io.psephos.robustness.filter;

/**
 * A verdict, and the state of the filters after it.
 *
 * @param next state, whatever the verdict
 */
public record FilterResult(FilterVerdict verdict, FilterState next) {

    /** The result of an update that may count. */
    public static FilterResult accept(FilterState next) {
        return new FilterResult(new FilterVerdict.Accepted(), next);
    }

    /** The result of an update that may not count. */
    public static FilterResult refuse(
            FilterState next, String filter, String reason, double distance, double threshold) {
        return new FilterResult(new FilterVerdict.Refused(filter, reason, distance, threshold), next);
    }

    /** Whether the update may count. */
    public boolean isAccepted() {
        return verdict instanceof FilterVerdict.Accepted;
    }
}
