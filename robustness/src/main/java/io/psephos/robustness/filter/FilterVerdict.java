package io.psephos.robustness.filter;

/** What a filter says of an update. */
public sealed interface FilterVerdict {

    /** It may count. */
    record Accepted() implements FilterVerdict {}

    /**
     * It may not count; for the audit, clients never hear why.
     *
     * @param filter which refused it
     * @param reason in words
     * @param distance what was measured
     * @param threshold what it was held against
     */
    record Refused(String filter, String reason, double distance, double threshold) implements FilterVerdict {

        /** One line that says it all. */
        public String detail() {
            return filter + ": " + reason + ", distance " + distance + ", threshold " + threshold;
        }
    }
}
