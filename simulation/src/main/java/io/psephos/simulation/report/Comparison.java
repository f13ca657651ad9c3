package io.psephos.simulation.report;

import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report of several jobs side by side: accuracy against bytes, as {@code index.html}, {@code jobs.csv} and {@code
 * result.json}.
 */
public final class Comparison {
    private static final double HUES = 360;
    private static final double GOLDEN_ANGLE = 137.508;

    private final List<Run> runs = new ArrayList<>();

    /** A job and its result. */
    public record Run(JobSpec spec, SimulationResult result) {}

    public void add(JobSpec spec, SimulationResult result) {
        runs.add(new Run(spec, result));
    }

    /** The JSON that {@code psephos simulate --json} prints of several jobs. */
    public Map<String, Object> summary() {
        List<Map<String, Object>> jobs = new ArrayList<>();
        for (Run run : runs) {
            Map<String, Object> job = new LinkedHashMap<>();
            job.put("name", run.spec().name());
            job.put("codec", run.spec().codec().scheme().word());
            job.putAll(Report.summary(run.spec(), run.result()));
            jobs.add(job);
        }
        return Map.of("jobs", jobs);
    }

    /** The text table, one line a job. */
    public String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %9s %8s %14s %9s %14s %9s%n",
                "job",
                "accuracy",
                "rounds",
                "up, B/update",
                "float32",
                "down, B/update",
                "float32"));
        for (Run run : runs) {
            SimulationResult result = run.result();
            table.append(String.format(
                    Locale.ROOT,
                    "%-24s %9.4f %8d %,14.0f %8.1fx %,14.0f %8.1fx%n",
                    run.spec().name(),
                    result.accuracy(),
                    result.rounds(),
                    result.uploadBytesPerUpdate(),
                    result.float32Bytes() / Math.max(1, result.uploadBytesPerUpdate()),
                    result.downloadBytesPerUpdate(),
                    result.float32Bytes() / Math.max(1, result.downloadBytesPerUpdate())));
        }
        return table.toString();
    }

    /** @param directory made where it is missing; each job's own report stands in a folder of its number and name */
    public void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (int k = 0; k < runs.size(); k++) {
            new Report(runs.get(k).spec(), runs.get(k).result()).writeTo(directory.resolve(folder(k)));
        }
        Files.writeString(directory.resolve("index.html"), page());
        Files.writeString(directory.resolve("jobs.csv"), csv());
        Files.writeString(
                directory.resolve("result.json"), ProtocolJson.strict().writeValueAsString(summary()) + "\n");
    }

    private String page() {
        StringBuilder rows =
                new StringBuilder("<tr><th>job</th><th>codec</th><th>accuracy</th><th>up, bytes an update</th>"
                        + "<th>less than float32</th><th>down, bytes an update</th><th>less than float32</th></tr>\n");
        for (int k = 0; k < runs.size(); k++) {
            Run run = runs.get(k);
            SimulationResult result = run.result();
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td><span class=\"swatch\" style=\"background:%s\"></span><a href=\"%s/index.html\">%s</a></td>"
                            + "<td>%s</td><td>%.4f</td><td>%,.0f</td><td>%.1f times</td><td>%,.0f</td><td>%.1f times</td></tr>%n",
                    colour(k),
                    folder(k),
                    ReportPage.escaped(run.spec().name()),
                    run.spec().codec().scheme().word(),
                    result.accuracy(),
                    result.uploadBytesPerUpdate(),
                    result.float32Bytes() / Math.max(1, result.uploadBytesPerUpdate()),
                    result.downloadBytesPerUpdate(),
                    result.float32Bytes() / Math.max(1, result.downloadBytesPerUpdate())));
        }
        return ReportPage.of(
                "Accuracy and bytes",
                plot() + "<table>" + rows
                        + "</table>\n<p>The numbers: <a href=\"jobs.csv\">jobs.csv</a>, <a href=\"result.json\">result.json</a>.</p>");
    }

    private String plot() {
        List<Plot.Series> lines = new ArrayList<>();
        for (int k = 0; k < runs.size(); k++) {
            List<Plot.Point> points = points(runs.get(k).result());
            if (!points.isEmpty()) {
                lines.add(new Plot.Series(colour(k), points));
            }
        }
        return lines.isEmpty()
                ? "<p>Nothing was evaluated.</p>"
                : "<div class=\"wide\">"
                        + new Plot("kB uploaded by all clients", "accuracy", lines, Plot.Scale.LOGARITHMIC).svg()
                        + "</div>";
    }

    private static List<Plot.Point> points(SimulationResult result) {
        Map<Long, Long> bytes = Report.bytesUntil(result, StoredRoundSummary::bytesUp);
        List<Plot.Point> points = new ArrayList<>();
        for (StoredMetric metric : result.metrics()) {
            long sent = bytes.getOrDefault(metric.round(), 0L);
            if (metric.name().equals("accuracy") && sent > 0) {
                points.add(new Plot.Point(sent / 1000.0, metric.value()));
            }
        }
        return points;
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("job,round,accuracy,upload_bytes,download_bytes\n");
        for (Run run : runs) {
            Map<Long, Long> up = Report.bytesUntil(run.result(), StoredRoundSummary::bytesUp);
            Map<Long, Long> down = Report.bytesUntil(run.result(), StoredRoundSummary::bytesDown);
            for (StoredMetric metric : run.result().metrics()) {
                if (metric.name().equals("accuracy")) {
                    csv.append("\"%s\",%d,%s,%d,%d%n"
                            .formatted(
                                    run.spec().name().replace("\"", "\"\""),
                                    metric.round(),
                                    metric.value(),
                                    up.getOrDefault(metric.round(), 0L),
                                    down.getOrDefault(metric.round(), 0L)));
                }
            }
        }
        return csv.toString();
    }

    private String folder(int k) {
        return k + 1 + "-" + runs.get(k).spec().name().replaceAll("[^A-Za-z0-9_-]", "-");
    }

    /** The colour of a job; neighbours in the list are far apart on the colour wheel. */
    private static String colour(int k) {
        return String.format(Locale.ROOT, "hsl(%.0f 65%% 42%%)", k * GOLDEN_ANGLE % HUES);
    }
}
