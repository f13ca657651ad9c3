package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.simulation.report.ReportRun;
import io.psephos.simulation.report.RunsReport;
import io.psephos.simulation.store.DurableFile;
import io.psephos.simulation.sweep.RunRecord;
import io.psephos.simulation.sweep.RunStore;
import io.psephos.simulation.sweep.Sweep;
import io.psephos.simulation.sweep.SweepPlan;
import io.psephos.simulation.sweep.SweepSummary;
import io.psephos.simulation.sweep.SweepTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sweep from the command line: what is told before, meanwhile and after, and what is written. */
final class SweepSession {
    private final Output output;
    private final SweepPlan plan;
    private final Targets targets;
    private final Sweep.Parts parts;
    private final SweepText text;

    /**
     * Where results go.
     *
     * @param folder of the runs' files
     * @param table of all runs; null where none is wanted, as is the report
     * @param again the command that goes on with the sweep
     */
    record Targets(
            Path folder, @Nullable Path table, @Nullable Path report, String again) {
        /** Finds whether they can be written to, before anything runs. */
        void prepare() {
            if (report != null) {
                new GivenFolder("--report", report).prepare();
            }
            if (table != null) {
                if (Files.isDirectory(table)) {
                    throw new FailedException("--csv: " + table + " is a folder; name a file");
                }
                Path parent = table.toAbsolutePath().getParent();
                new GivenFolder("--csv", parent == null ? Path.of("") : parent).prepare();
            }
        }
    }

    SweepSession(Output output, SweepPlan plan, Targets targets, Sweep.Parts parts) {
        this.output = output;
        this.plan = plan;
        this.targets = targets;
        this.parts = parts;
        this.text = new SweepText(plan);
    }

    /** Runs what is missing, and tells of everything that is there then. */
    int run(int threads) throws IOException {
        targets.prepare();
        try (RunStore store = opened()) {
            Sweep sweep = new Sweep(plan, store, parts);
            int found = sweep.results().size();
            introduce(store, found);
            long start = System.nanoTime();
            End end = run(sweep, threads);
            Map<String, Object> told = summary(sweep, store, end);
            told.put("computed", sweep.results().size() - found);
            told.put("found", found);
            told.put("seconds", (System.nanoTime() - start) / 1e9);
            told.put("folder", targets.folder().toString());
            boolean written = conclude(sweep, store, end, told);
            output.result(told);
            boolean finished =
                    sweep.results().stream().allMatch(result -> result.result().isFinished());
            return written && end.reason() == null && finished ? 0 : 1;
        }
    }

    private RunStore opened() {
        try {
            return RunStore.open(targets.folder());
        } catch (IOException e) {
            throw new FailedException(
                    "--out: cannot write to the folder " + targets.folder() + ", " + Reason.of(e) + "; name another",
                    e);
        } catch (IllegalStateException e) {
            throw new FailedException(
                    "--out: another run writes to " + targets.folder() + "; wait for its end, or name another folder",
                    e);
        }
    }

    private void introduce(RunStore store, int found) {
        int settings = plan.settings().size();
        int all = plan.runs().size();
        output.fact(
                "sweep",
                Amount.count(settings, "setting") + ", " + Amount.count(all / settings, "seed") + " each: "
                        + Amount.count(all, "run"));
        output.fact("results", store.runs() + (found == 0 ? "" : ", where " + found + " are already"));
        if (!store.ignored().isEmpty()) {
            output.fact("ignored", "cut short or damaged: " + String.join(", ", store.ignored()));
        }
        output.line("");
    }

    /**
     * How the sweep ended.
     *
     * @param reason why it ended early; null where it ran to its end
     */
    private record End(String state, @Nullable String reason) {}

    private End run(Sweep sweep, int threads) {
        SweepProgress progress = new SweepProgress(output, plan, sweep.missing(), System::nanoTime);
        sweep.results().forEach(result -> progress.found(result.run(), result.result()));
        try {
            sweep.run(threads, progress);
            return new End("finished", null);
        } catch (InterruptedException e) {
            return new End("interrupted", "the command was told to end");
        } catch (IOException e) {
            return new End("failed", "results cannot be written to " + targets.folder() + ": " + Reason.of(e));
        } catch (RuntimeException | Error e) {
            return new End("failed", Reason.of(e));
        } finally {
            progress.end();
        }
    }

    /** Tells and writes the results; false where something cannot be written, which ends nothing else. */
    private boolean conclude(Sweep sweep, RunStore store, End end, Map<String, Object> told) {
        List<Sweep.Result> results = sweep.results();
        if (!results.isEmpty()) {
            output.line("");
            output.line(text.table(SweepSummary.of(plan, results)));
        }
        text.tellEarlyEnds(output, results);
        boolean written = write("table", targets.table(), file -> {
            DurableFile.write(file, SweepTable.of(results, store).getBytes(StandardCharsets.UTF_8));
            return file;
        });
        written &= write("report", targets.report(), folder -> report(sweep, store, told, folder));
        int missing = sweep.missing().size();
        if (end.reason() != null) {
            output.fact(
                    end.state(), end.reason() + (missing == 0 ? "" : "; " + Amount.count(missing, "run") + " left"));
        }
        boolean failed = results.stream().anyMatch(result -> !result.result().isSettled());
        if (missing > 0 || failed) {
            // In one line, however long, so that it can be copied.
            output.line("go on with   " + targets.again());
        }
        return written;
    }

    /** What writes results to a path, and says which file they are in. */
    private interface Writing {
        Path to(Path path) throws IOException;
    }

    private boolean write(String what, @Nullable Path path, Writing writing) {
        if (path == null) {
            return true;
        }
        try {
            output.fact(what, writing.to(path).toString());
            return true;
        } catch (IOException e) {
            output.fact(what, "cannot be written: " + Reason.of(e));
            return false;
        }
    }

    /** Writes the page that compares all runs, and their numbers beside it. */
    private Path report(Sweep sweep, RunStore store, Map<String, Object> told, Path folder) throws IOException {
        List<Sweep.Result> results = sweep.results();
        List<ReportRun> shown = results.stream()
                .map(result -> result.result().shown(result.run()))
                .toList();
        List<String> unrun = sweep.missing().stream()
                .map(run -> run.setting() + ", seed " + run.seed())
                .toList();
        RunsReport report = new RunsReport(title(), shown, unrun, List.of("runs.csv", "result.json"));
        Path page = folder.resolve("index.html");
        Files.writeString(page, report.page());
        Files.writeString(folder.resolve("runs.csv"), SweepTable.of(results, store));
        Files.writeString(folder.resolve("result.json"), ProtocolJson.strict().writeValueAsString(told) + "\n");
        return page;
    }

    private String title() {
        return plan.severalJobs()
                ? "Sweep"
                : "Sweep of " + plan.runs().getFirst().job();
    }

    /** The JSON of the sweep. */
    private Map<String, Object> summary(Sweep sweep, RunStore store, End end) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("state", end.state());
        if (end.reason() != null) {
            summary.put("reason", end.reason());
        }
        List<Map<String, Object>> runs = new ArrayList<>();
        for (Sweep.Result result : sweep.results()) {
            Map<String, Object> run = tree(result.result());
            run.put("file", store.file(result.run(), result.result()).toString());
            runs.add(run);
        }
        summary.put("settings", SweepSummary.of(plan, sweep.results()).tree());
        summary.put("runs", runs);
        summary.put("notRun", sweep.missing().size());
        return summary;
    }

    private static Map<String, Object> tree(RunRecord run) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("job", run.job());
        tree.put("set", run.set());
        tree.put("seed", run.seed());
        tree.put("state", run.state());
        if (run.reason() != null) {
            tree.put("round", run.end().round());
            tree.put("reason", run.reason());
        }
        tree.put("accuracy", run.accuracy());
        tree.put("loss", run.loss());
        tree.put("rounds", run.rounds());
        tree.put("seconds", run.seconds());
        tree.put("uploadBytesPerUpdate", run.uploadBytesPerUpdate());
        tree.put("downloadBytesPerUpdate", run.downloadBytesPerUpdate());
        tree.put("digest", run.digest());
        return tree;
    }
}
