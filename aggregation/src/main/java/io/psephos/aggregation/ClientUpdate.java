package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;

/**
 * One client's update as the server holds it.
 *
 * @param exampleCount distinct examples it was computed from; 0 = withheld
 * @param dampening share of its weight that it keeps for starting from an older version; 1 of a fresh one
 */
public record ClientUpdate(ClientId client, Payload payload, long exampleCount, double dampening) {

    /** A fresh update. */
    public ClientUpdate(ClientId client, Payload payload, long exampleCount) {
        this(client, payload, exampleCount, 1);
    }

    /** @throws IllegalArgumentException for a negative example count, or a dampening that is not 0 to 1 */
    public ClientUpdate {
        if (exampleCount < 0) {
            throw new IllegalArgumentException("example count must be >= 0, was " + exampleCount);
        }
        if (!(dampening >= 0 && dampening <= 1)) {
            throw new IllegalArgumentException("dampening must be 0 to 1, was " + dampening);
        }
    }

    /** The same update with less weight. */
    public ClientUpdate dampenedBy(double factor) {
        return new ClientUpdate(client, payload, exampleCount, factor);
    }

    /** The weight of the update by its examples: at least 1. */
    public long weight() {
        return Math.max(1, exampleCount);
    }
}
