package io.psephos.coordinator.cohort;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The facts of one member of a roster, from the rounds in which its update counted. They are its own claims.
 *
 * @param loss the last one that it reported
 * @param examples the last number of examples that came with its update, at least 1
 * @param roundsSinceCounted published rounds since its update counted, 0 for the last one
 */
public record MemberFacts(OptionalDouble loss, OptionalLong examples, OptionalLong roundsSinceCounted) {
    /** Nothing is known. */
    public static final MemberFacts UNKNOWN =
            new MemberFacts(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty());
}
