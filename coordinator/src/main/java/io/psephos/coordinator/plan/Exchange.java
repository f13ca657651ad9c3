package io.psephos.coordinator.plan;

import java.time.Duration;

/**
 * A message that every client of a round is asked to send.
 *
 * @param name its name in the protocol
 * @param enough the number of messages that closes the exchange at once
 * @param quorum the number that suffices once the deadline has passed; {@code enough} where no deadline closes it
 * @param deadline the deadline of the round or of each assignment, as the policy says
 */
public record Exchange(String name, int enough, int quorum, Duration deadline) {
    /** The name of the exchange that every job has. */
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
