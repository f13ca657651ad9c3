package io.psephos.bench;

import io.psephos.bench.simulation.Part;
import io.psephos.protocol.json.ProtocolJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The cost of simulated updates, job by job.
 *
 * @param data the set that nets were trained on
 * @param threads clients that trained at the same time
 * @param unknown jobs that there is no net for
 */
record SimulateReport(String data, int threads, List<Row> rows, List<String> unknown) {
    private static final String REST = "rest";

    /**
     * One job; all but the split measured without clocks around its parts.
     *
     * @param clients in the pool
     * @param isWarm whether the last windows of warming up agreed
     * @param updates in all measured windows, as rounds, seconds and the next two are
     * @param processor nanoseconds of the whole process
     * @param allocated bytes
     * @param frame bytes of an update's frame
     * @param peak bytes, the sum of the heap pools' peaks
     * @param evaluation seconds for an evaluation of the held-out examples
     * @param split nanoseconds of processor time an update by part, in windows of their own
     * @param splitTotal that of the whole process in the same windows
     */
    record Row(
            String job,
            int clients,
            int cohort,
            boolean isWarm,
            long updates,
            long rounds,
            double seconds,
            double processor,
            double allocated,
            double frame,
            long peak,
            double evaluation,
            String digest,
            Map<Part, Double> split,
            double splitTotal) {

        private double rest() {
            return splitTotal
                    - split.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        private Map<String, Object> json() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("job", job);
            row.put("clients", clients);
            row.put("cohort", cohort);
            row.put("warm", isWarm);
            row.put("updatesPerSecond", rounded(updates / seconds, 1));
            row.put("processorMicrosPerUpdate", micros(processor / updates));
            row.put("allocatedBytesPerUpdate", Math.round(allocated / updates));
            row.put("allocatedFramesPerUpdate", rounded(allocated / updates / frame, 2));
            row.put("peakBytes", peak);
            row.put("roundMillis", rounded(1e3 * seconds / rounds, 3));
            row.put("evaluationMillis", rounded(1e3 * evaluation, 3));
            row.put("digest", digest);
            Map<String, Object> parts = new LinkedHashMap<>();
            split.forEach((part, nanos) -> parts.put(part.word(), micros(nanos)));
            parts.put(REST, micros(rest()));
            row.put("splitMicros", parts);
            row.put("splitTotalMicros", micros(splitTotal));
            return row;
        }
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(
                "data %s, %d threads%n%-7s%9s%8s%11s%11s%11s%8s%9s%10s%9s  %s%n",
                data,
                threads,
                "job",
                "clients",
                "cohort",
                "updates/s",
                "us each",
                "kB each",
                "frames",
                "peak MB",
                "round ms",
                "eval ms",
                "digest"));
        rows.forEach(row -> table.append(String.format(
                Locale.ROOT,
                "%-7s%9d%8d%11.0f%11.1f%11.1f%8.2f%9.0f%10.3f%9.2f  %s%s%n",
                row.job,
                row.clients,
                row.cohort,
                row.updates / row.seconds,
                row.processor / row.updates / 1e3,
                row.allocated / row.updates / 1e3,
                row.allocated / row.updates / row.frame,
                row.peak / 1e6,
                1e3 * row.seconds / row.rounds,
                1e3 * row.evaluation,
                row.digest.substring(0, 12),
                row.isWarm ? "" : "  (not settled: warming up ended at its bound)")));
        unknown.forEach(job -> table.append(String.format("%-7sno such net%n", job)));
        return table + split() + poolRatio();
    }

    /** The processor time of an update by part, in microseconds. */
    private String split() {
        StringBuilder table = new StringBuilder(String.format("%nus each%9s", ""));
        for (Part part : Part.values()) {
            table.append(String.format("%9s", part.word()));
        }
        table.append(String.format("%9s%9s%n", REST, "all"));
        for (Row row : rows) {
            table.append(String.format("%-7s%9d", row.job, row.clients));
            row.split.values().forEach(nanos -> table.append(String.format(Locale.ROOT, "%9.1f", nanos / 1e3)));
            table.append(String.format(Locale.ROOT, "%9.1f%9.1f%n", row.rest() / 1e3, row.splitTotal / 1e3));
        }
        return table.toString();
    }

    private String poolRatio() {
        return Double.isNaN(roundOverPool())
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%na no-op round of the largest pool takes %.2f times one of the smallest%n",
                        roundOverPool());
    }

    String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("data", data);
        report.put("threads", threads);
        List<Object> jobs = new ArrayList<>(rows.stream().map(Row::json).toList());
        unknown.forEach(job -> jobs.add(new TreeMap<>(Map.of("job", job, "reason", "no such net"))));
        report.put("jobs", jobs);
        if (!Double.isNaN(roundOverPool())) {
            report.put("noOpRoundOverPool", rounded(roundOverPool(), 3));
        }
        return ProtocolJson.strict().writeValueAsString(report);
    }

    /** The time of a no-op round of the last pool over that of the first; NaN without two. */
    private double roundOverPool() {
        List<Row> pools = rows.stream().filter(row -> row.job.equals("no-op")).toList();
        Function<Row, Double> round = row -> row.seconds / row.rounds;
        return pools.size() < 2 ? Double.NaN : round.apply(pools.getLast()) / round.apply(pools.getFirst());
    }

    private static double micros(double nanos) {
        return rounded(nanos / 1e3, 2);
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
