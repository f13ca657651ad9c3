package io.psephos.coordinator.journal;

import io.psephos.protocol.ClientId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a client's updates in a job.
 *
 * @param accepted whatever became of their rounds
 * @param refused verdicts by code
 * @param staleness of the update that was accepted last, in versions; null before the first
 */
public record ClientTally(
        ClientId client,
        long accepted,
        Map<String, Integer> refused,
        @Nullable Long staleness) {
    public ClientTally {
        refused = Map.copyOf(refused);
    }
}
