package io.psephos.robustness.filter;

/** A filter's verdict on an update. */
public sealed interface FilterVerdict {

    /** The update may count. */
    record Accepted() implements FilterVerdict {}

    /**
     * The update may not count; for the audit, clients never hear why.
     *
     * @param filter which refused it
     * @param reason in words
     * @param distance what was measured
     * @param threshold what it was held against
     */
    record Refused(String filter, String reason, double distance, double threshold) implements FilterVerdict {

        /** The verdict in one line. */
        public String detail() {
            return filter + ": " + reason + ", distance " + distance + ", threshold " + threshold;
        }
    }
}
