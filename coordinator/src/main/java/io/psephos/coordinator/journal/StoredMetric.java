package io.psephos.coordinator.journal;

/**
 * A measurement of a version.
 *
 * @param source {@code server} or {@code clients}
 */
public record StoredMetric(long round, long version, String name, double value, String source) {}
