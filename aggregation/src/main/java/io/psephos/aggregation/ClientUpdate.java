package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;

/**
 * One client's update as the server holds it.
 *
 * @param exampleCount distinct examples it was computed from; 0 = withheld
 */
public record ClientUpdate(ClientId client, Payload payload, long exampleCount) {

    /** @throws IllegalArgumentException for a negative example count */
    public ClientUpdate {
        if (exampleCount < 0) {
            throw new IllegalArgumentException("example count must be >= 0, was " + exampleCount);
        }
    }

    /** The share that examples give the update: at least 1. */
    public long weight() {
        return Math.max(1, exampleCount);
    }
}
