package io.psephos.coordinator.journal;

import org.jspecify.annotations.Nullable;

/**
 * The description of a version without its parameters.
 *
 * @param round that published it, where one did
 * @param digest of the parameters
 * @param bytes of the parameters as float32
 * @param dense whether the version must be downloaded as a whole: no compressed step leads to it from the version
 *     before
 */
public record ModelSummary(long version, @Nullable Long round, String digest, long bytes, boolean dense) {}
