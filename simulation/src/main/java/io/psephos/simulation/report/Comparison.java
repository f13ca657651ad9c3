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
    private final List<Run> runs = new ArrayList<>();
    private final List<String> unrun = new ArrayList<>();

    /** A job, its result, and the same as a page shows it. */
    public record Run(JobSpec spec, SimulationResult result, ReportRun told) {}

    /** @param told the same, as a page shows it; jobs of one label are seeds of one setting */
    public void add(JobSpec spec, SimulationResult result, ReportRun told) {
        runs.add(new Run(spec, result, told));
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
            job.put("codec", run.spec().codec().word());
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
                    Quantity.decimal(result.accuracy()),
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
        Run run = runs.get(k);
        new Report(run.spec(), run.result(), run.told()).writeTo(directory.resolve(folder(k)));
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
        return new RunsReport(
                        "Accuracy and cost of %d jobs".formatted(runs.size() + unrun.size()),
                        runs.stream().map(Run::told).toList(),
                        unrun,
                        List.of("jobs.csv", "result.json"))
                .page();
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
}
