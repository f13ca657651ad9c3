package io.psephos.coordinator.journal;

/**
 * A measurement of a version.
 *
 * @param source {@code server} or {@code clients}
 */
public record StoredMetric(long round, long version, String name, double value, String source) {
    /** The name of the pull that was left where a rule's steps were used up before its vector stood. */
    public static final String UNSETTLED = "unsettled";
}
