package io.psephos.coordinator.job;

import io.psephos.protocol.ClientId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of one client in one job; null where the job does not measure a value.
 *
 * @param accepted accepted updates, whether or not their rounds were published
 * @param refused refused updates by problem code
 * @param acceptanceRate accepted updates divided by accepted and refused ones
 * @param coefficient the client's Lipschitz coefficient K, as the Lipschitz filter estimates it
 * @param threshold the largest coefficient that the filter accepts now
 * @param staleness versions that the last accepted update was behind
 * @param dampening factor of that update's weight for its staleness
 * @param agreement mean share of decided coordinates in which its votes agreed with their majorities
 */
public record Standing(
        ClientId client,
        long accepted,
        Map<String, Integer> refused,
        @Nullable Double acceptanceRate,
        @Nullable Double coefficient,
        @Nullable Double threshold,
        @Nullable Long staleness,
        @Nullable Double dampening,
        @Nullable Double agreement) {}
