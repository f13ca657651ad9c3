package io.psephos.simulation;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import java.time.Duration;
import java.util.List;

/**
 * What a simulation came to.
 *
 * @param uploadBytes of all accepted frames
 * @param downloadBytes of all models that clients fetched
 * @param float32Bytes what the same updates would have weighed as float32
 * @param digest SHA-256 of the last version's parameters, in hex
 */
public record SimulationResult(
        JobState state,
        double accuracy,
        double loss,
        long rounds,
        long updates,
        long refused,
        Duration elapsed,
        long uploadBytes,
        long downloadBytes,
        long float32Bytes,
        String digest,
        List<StoredMetric> metrics,
        List<StoredRoundSummary> history) {

    public double updatesPerSecond() {
        return updates / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }
}
