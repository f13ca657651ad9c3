package io.psephos.coordinator.journal;

import io.psephos.protocol.ClientId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the updates of one client in one job.
 *
 * @param accepted accepted updates, whether or not their rounds were published
 * @param refused refused updates by problem code
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
