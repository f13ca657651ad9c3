package io.psephos.simulation.report;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.SyntheticPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The making of {@link ReportRun}s from what simulations leave behind. */
public final class ReportRuns {
    private ReportRuns() {}

    /**
     * Returns the run of a simulation, finished or not.
     *
     * @param label what tells its setting from others
     * @param holdings who holds what; null where it is not known
     * @param version of this program; empty where it is not known
     */
    public static ReportRun of(
            String label, JobSpec spec, SimulationResult result, @Nullable Holdings holdings, String version) {
        return new ReportRun(
                label,
                spec.simulation().seed(),
                JobYaml.render(spec),
                points(result),
                totals(spec, result),
                holdings,
                refusals(result),
                margins(result),
                facts(spec, result),
                version,
                result.digest(),
                result.end().isFinished() ? null : result.end().told());
    }

    /** What the clients of the pool hold. */
    public static Holdings holdings(SyntheticPool pool) {
        return Holdings.of(pool.size(), pool::classCounts, pool::isByzantine);
    }

    private static List<ReportRun.Point> points(SimulationResult result) {
        Map<Long, Long> up = Report.bytesUntil(result, StoredRoundSummary::bytesUp);
        Map<Long, Long> down = Report.bytesUntil(result, StoredRoundSummary::bytesDown);
        Map<Long, Measured> measured = new TreeMap<>();
        for (StoredMetric metric : result.metrics()) {
            measured.merge(metric.round(), Measured.of(metric), Measured::and);
        }
        List<ReportRun.Point> points = new ArrayList<>();
        measured.forEach((round, values) -> {
            if (values.accuracy() != null || values.loss() != null) {
                Duration time = result.published().get(round);
                points.add(new ReportRun.Point(
                        round + 1,
                        values.accuracy(),
                        values.loss(),
                        up.getOrDefault(round, 0L),
                        down.getOrDefault(round, 0L),
                        time == null ? null : time.toNanos() / 1e9));
            }
        });
        return points;
    }

    /** What was measured after a round; a value that is not finite counts as none. */
    private record Measured(
            @Nullable Double accuracy, @Nullable Double loss) {
        static Measured of(StoredMetric metric) {
            Double value = Double.isFinite(metric.value()) ? metric.value() : null;
            return switch (metric.name()) {
                case "accuracy" -> new Measured(value, null);
                case "loss" -> new Measured(null, value);
                default -> new Measured(null, null);
            };
        }

        Measured and(Measured newer) {
            return new Measured(
                    newer.accuracy != null ? newer.accuracy : accuracy, newer.loss != null ? newer.loss : loss);
        }
    }

    private static ReportRun.Totals totals(JobSpec spec, SimulationResult result) {
        return new ReportRun.Totals(
                spec.simulation().clients(),
                result.rounds(),
                result.updates(),
                result.refused(),
                result.uploadBytes(),
                result.downloadBytes(),
                result.float32Bytes(),
                result.elapsed().toNanos() / 1e9);
    }

    private static List<ReportRun.Refusals> refusals(SimulationResult result) {
        return result.history().stream()
                .filter(round -> !round.refused().isEmpty())
                .map(round -> new ReportRun.Refusals(round.round() + 1, round.refused()))
                .toList();
    }

    private static List<ReportRun.Margins> margins(SimulationResult result) {
        List<ReportRun.Margins> margins = new ArrayList<>();
        for (StoredRoundSummary round : result.history()) {
            if (round.margins() != null) {
                margins.add(new ReportRun.Margins(round.round() + 1, round.margins()));
            }
        }
        return margins;
    }

    private static List<ReportRun.Fact> facts(JobSpec spec, SimulationResult result) {
        List<ReportRun.Fact> facts = new ArrayList<>();
        facts.add(new ReportRun.Fact("codec", spec.codec().word()));
        facts.add(new ReportRun.Fact("aggregation", spec.aggregation().choice().word()));
        facts.add(new ReportRun.Fact("attack", attack(spec, result)));
        result.staleness()
                .ifPresent(staleness -> facts.add(new ReportRun.Fact(
                        "staleness",
                        String.format(
                                Locale.ROOT,
                                "%.1f versions on average, deviation %.1f",
                                staleness.mean(),
                                staleness.deviation()))));
        if (result.unsettledRounds() > 0) {
            facts.add(new ReportRun.Fact("rounds whose rule did not stand", Long.toString(result.unsettledRounds())));
        }
        return facts;
    }

    private static String attack(JobSpec spec, SimulationResult result) {
        JobSpec.Simulation.Attack attack = spec.simulation().attack();
        if (attack.clients() == 0) {
            return "none";
        }
        String who = attack.choice().word() + " by " + attack.clients() + " of "
                + spec.simulation().clients();
        return Double.isFinite(result.backdoorSuccess())
                ? who
                        + String.format(
                                Locale.ROOT, ", opens %.1f %% of triggered examples", 100 * result.backdoorSuccess())
                : who;
    }
}
