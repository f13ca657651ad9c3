package io.psephos.coordinator.plan;

import java.util.function.BooleanSupplier;

/**
 * The state of an open round that its policy decides by.
 *
 * @param given number of assignments, decided or not
 * @param open assignments without an update so far
 * @param accepted number of accepted updates
 * @param isPastDeadline whether the round's own deadline has passed
 * @param isInLastQuarter whether less than a quarter of the round's own deadline is left
 * @param isAnyoneLeft whether some active client could be asked and was not; evaluated only where it matters, as it
 *     takes long
 */
public record RoundStatus(
        int given,
        int open,
        int accepted,
        boolean isPastDeadline,
        boolean isInLastQuarter,
        BooleanSupplier isAnyoneLeft) {}
