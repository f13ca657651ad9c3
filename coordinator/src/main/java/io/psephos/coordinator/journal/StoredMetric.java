package io.psephos.coordinator.journal;

/**
 * One measurement.
 *
 * @param source {@code server} or {@code clients}
 */
public record StoredMetric(long round, long version, String name, double value, String source) {}
