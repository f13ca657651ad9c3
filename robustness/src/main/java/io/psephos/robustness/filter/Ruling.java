package io.psephos.robustness.filter;

/**
 * A verdict and what its filter knows afterwards.
 *
 * @param next state, whatever the verdict
 */
public record Ruling(Verdict verdict, FilterState next) {

    /** The update may count. */
    public static Ruling accept(FilterState next) {
        return new Ruling(new Verdict.Accepted(), next);
    }

    /** The update may not count. */
    public static Ruling refuse(FilterState next, String filter, String reason, double distance, double threshold) {
        return new Ruling(new Verdict.Refused(filter, reason, distance, threshold), next);
    }

    /** Whether the update may count. */
    public boolean isAccepted() {
        return verdict instanceof Verdict.Accepted;
    }
}
