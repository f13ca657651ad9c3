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
    private final List<String> unrun = new ArrayList<>();

    /** A job and its result. */
    public record Run(JobSpec spec, SimulationResult result) {}

    public void add(JobSpec spec, SimulationResult result) {
        runs.add(new Run(spec, result));
    }

    /** Adds the name of a job that was to be run and was not. */
    public void addUnrun(String job) {
        unrun.add(job);
    }

    /** Number of jobs that were run. */
    public int size() {
        return runs.size();
    }

    /** Names of the jobs that were not run. */
    public List<String> unrun() {
        return List.copyOf(unrun);
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
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("jobs", jobs);
        if (!unrun.isEmpty()) {
            summary.put("notRun", List.copyOf(unrun));
        }
        return summary;
    }

    /** The text table, one line a job. */
    public String table() {
        int width =
                runs.stream().mapToInt(run -> run.spec().name().length()).max().orElse(0);
        String name = "%-" + Math.max(16, Math.min(width, 40)) + "s";
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                name + " %8s %6s %8s %7s %8s %7s%n",
                "job",
                "accuracy",
                "rounds",
                "up, B",
                "float32",
                "down, B",
                "float32"));
        for (Run run : runs) {
            SimulationResult result = run.result();
            table.append(String.format(
                    Locale.ROOT,
                    name + " %8s %6d %,8.0f %7s %,8.0f %7s%s%n",
                    run.spec().name(),
                    ReportPage.decimal(result.accuracy()),
                    result.rounds(),
                    result.uploadBytesPerUpdate(),
                    ratio(result, result.uploadBytesPerUpdate()),
                    result.downloadBytesPerUpdate(),
                    ratio(result, result.downloadBytesPerUpdate()),
                    result.end().isFinished() ? "" : "  " + result.end().kind().word()));
        }
        return table.toString();
    }

    /** @param directory made where it is missing; each job's own report stands in a folder of its number and name */
    public void writeTo(Path directory) throws IOException {
        for (int k = 0; k < runs.size(); k++) {
            writeJob(directory, k);
        }
        writeAll(directory);
    }

    /**
     * Writes the report of the job that was added last, and the comparison of all until now.
     *
     * @param directory has the reports of those before
     */
    public void writeNewestTo(Path directory) throws IOException {
        writeJob(directory, runs.size() - 1);
        writeAll(directory);
    }

    private void writeJob(Path directory, int k) throws IOException {
        new Report(runs.get(k).spec(), runs.get(k).result()).writeTo(directory.resolve(folder(k)));
    }

    private void writeAll(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("index.html"), page());
        Files.writeString(directory.resolve("jobs.csv"), csv());
        Files.writeString(
                directory.resolve("result.json"), ProtocolJson.strict().writeValueAsString(summary()) + "\n");
    }

    /** How many times a float32 update is as long; a dash before the first update. */
    private static String ratio(SimulationResult result, double bytes) {
        return result.updates() == 0
                ? "–"
                : String.format(Locale.ROOT, "%.1fx", result.float32Bytes() / Math.max(1, bytes));
    }

    private String page() {
        StringBuilder rows = new StringBuilder(
                "<tr><th>job</th><th>codec</th><th>end</th><th>accuracy</th><th>up, bytes an update</th>"
                        + "<th>less than float32</th><th>down, bytes an update</th><th>less than float32</th></tr>\n");
        for (int k = 0; k < runs.size(); k++) {
            Run run = runs.get(k);
            SimulationResult result = run.result();
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td><span class=\"swatch\" style=\"background:%s\"></span><a href=\"%s/index.html\">%s</a></td>"
                            + "<td>%s</td><td>%s</td><td>%s</td><td>%,.0f</td><td>%s</td><td>%,.0f</td><td>%s</td></tr>%n",
                    colour(k),
                    folder(k),
                    ReportPage.escaped(run.spec().name()),
                    run.spec().codec().scheme().word(),
                    ReportPage.escaped(result.end().told()),
                    ReportPage.decimal(result.accuracy()),
                    result.uploadBytesPerUpdate(),
                    ratio(result, result.uploadBytesPerUpdate()),
                    result.downloadBytesPerUpdate(),
                    ratio(result, result.downloadBytesPerUpdate())));
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
