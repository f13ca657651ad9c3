package io.psephos.simulation;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobSpec.Simulation.Staleness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of a simulation, also of one that ended early.
 *
 * @param state of the job at the end; still running where the run ended early
 * @param accuracy of the last evaluation; NaN before the first, and of a model that has none
 * @param uploadBytes of all accepted frames, and of artefacts beside frames
 * @param downloadBytes of all that clients fetched: models, deltas and artefacts
 * @param backdoorSuccess share of triggered examples that got the attackers' class; NaN without such an attack
 * @param published time from the start until each round's version was there
 * @param staleness versions that counted updates lay behind, where the job was not synchronous
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
        int parameterCount,
        double backdoorSuccess,
        String digest,
        List<StoredMetric> metrics,
        List<StoredRoundSummary> history,
        Map<Long, Duration> published,
        Optional<Staleness> staleness,
        RunEnd end) {

    /** The size of a model, or of an update, as float32 in bytes. */
    public long float32Bytes() {
        return (long) Float.BYTES * parameterCount;
    }

    /** Mean length of an accepted frame in bytes. */
    public double uploadBytesPerUpdate() {
        return (double) uploadBytes / Math.max(1, updates);
    }

    /** Mean bytes that a client fetched for an update, also for one that was refused. */
    public double downloadBytesPerUpdate() {
        return (double) downloadBytes / Math.max(1, updates + refused);
    }

    /** The vote margins of the last round; empty where there were no votes. */
    public Optional<VoteMargins> margins() {
        return history.stream()
                .flatMap(round -> Stream.ofNullable(round.margins()))
                .reduce((older, newer) -> newer);
    }

    /** Number of rounds whose rule stopped before its vector stood. */
    public long unsettledRounds() {
        return metrics.stream()
                .filter(metric -> metric.name().equals(StoredMetric.UNSETTLED)
                        && metric.source().equals("server"))
                .count();
    }

    public double updatesPerSecond() {
        return updates / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }
}
