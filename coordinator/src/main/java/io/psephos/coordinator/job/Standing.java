package io.psephos.coordinator.job;

import io.psephos.protocol.ClientId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client does in a job; what its job has not is null.
 *
 * @param accepted updates, whatever became of their rounds
 * @param refused verdicts by code
 * @param acceptanceRate accepted of all verdicts
 * @param coefficient K of the Lipschitz filter
 * @param threshold that coefficients are held against now
 * @param staleness of the update that was accepted last, in versions
 * @param dampening what was left of its weight
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
