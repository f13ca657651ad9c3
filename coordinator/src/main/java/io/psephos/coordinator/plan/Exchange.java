package io.psephos.coordinator.plan;

import java.time.Duration;

/**
 * Something that clients are asked to send in a round.
 *
 * @param name of it on the wire
 * @param enough how many of it close it at once
 * @param quorum how many suffice once its deadline has passed; {@code enough} where no deadline closes it
 * @param deadline of the round, or of each assignment, as the policy says
 */
public record Exchange(String name, int enough, int quorum, Duration deadline) {
    /** What every job asks for. */
    public static final String UPDATE = "update";

    /** @throws IllegalArgumentException unless 1 ≤ quorum ≤ enough and the deadline is positive */
    public Exchange {
        if (quorum < 1 || quorum > enough) {
            throw new IllegalArgumentException("quorum must be 1 to " + enough + ", was " + quorum);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline must be positive, was " + deadline);
        }
    }
}
