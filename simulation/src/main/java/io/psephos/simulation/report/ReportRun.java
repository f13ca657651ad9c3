package io.psephos.simulation.report;

import io.psephos.aggregation.VoteMargins;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run as a report shows it. Runs of one label are one line over their seeds.
 *
 * @param label what tells the run's setting from others, such as {@code learningRate 0.1}; any text
 * @param seed of simulation and model
 * @param job the job file as it was run
 * @param points evaluations by rising round; none where nothing was evaluated
 * @param holdings who holds what; null where it is not known
 * @param refusals rounds with refused updates, by rising round
 * @param margins rounds that voted, by rising round
 * @param facts anything else worth a line, in the order in which it is told
 * @param version of the program that ran it; empty where it is not known
 * @param digest SHA-256 of the last version's parameters, in hex; empty where there is none
 * @param failure why the run did not finish; null where it did
 */
public record ReportRun(
        String label,
        long seed,
        String job,
        List<Point> points,
        Totals totals,
        @Nullable Holdings holdings,
        List<Refusals> refusals,
        List<Margins> margins,
        List<Fact> facts,
        String version,
        String digest,
        @Nullable String failure) {
    public ReportRun {
        points = List.copyOf(points);
        refusals = List.copyOf(refusals);
        margins = List.copyOf(margins);
        facts = List.copyOf(facts);
    }

    /**
     * One evaluation.
     *
     * @param round number of rounds that were over, from 1
     * @param accuracy 0 to 1; null where it was not measured, as are the others
     * @param bytesUp sent by all clients so far
     * @param bytesDown fetched by all clients so far
     * @param seconds since the start
     */
    public record Point(
            long round,
            @Nullable Double accuracy,
            @Nullable Double loss,
            long bytesUp,
            long bytesDown,
            @Nullable Double seconds) {}

    /**
     * Sums over the whole run.
     *
     * @param clients that take part
     * @param rounds that published a version
     * @param updates that were accepted
     * @param refused updates that were not
     * @param float32Bytes size of a model or an update as float32
     */
    public record Totals(
            int clients,
            long rounds,
            long updates,
            long refused,
            long bytesUp,
            long bytesDown,
            long float32Bytes,
            double seconds) {}

    /** Refused updates of a round, counted from 1, by problem code. */
    public record Refusals(long round, Map<String, Integer> byCode) {
        public Refusals {
            byCode = Map.copyOf(byCode);
        }
    }

    /** The margins of a round's vote, rounds counted from 1. */
    public record Margins(long round, VoteMargins votes) {}

    /** Something worth a line: its name and its value in words. */
    public record Fact(String name, String value) {}

    /** The last measured accuracy; null where there is none. */
    public @Nullable Double accuracy() {
        for (int i = points.size() - 1; i >= 0; i--) {
            if (points.get(i).accuracy() != null) {
                return points.get(i).accuracy();
            }
        }
        return null;
    }
}
