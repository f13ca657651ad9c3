package io.psephos.coordinator.plan;

import java.util.function.BooleanSupplier;

/**
 * How far an open round has come.
 *
 * @param given assignments in it, decided or not
 * @param open assignments that wait for an update
 * @param accepted updates
 * @param isPastDeadline whether the round's own deadline has passed
 * @param isInLastQuarter whether less than a quarter of the round's own deadline is left
 * @param isAnyoneLeft whether a living client that could be asked was not; asked only where it matters, as it takes long
 */
public record RoundStatus(
        int given,
        int open,
        int accepted,
        boolean isPastDeadline,
        boolean isInLastQuarter,
        BooleanSupplier isAnyoneLeft) {}
