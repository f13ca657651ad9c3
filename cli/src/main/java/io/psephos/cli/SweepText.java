package io.psephos.cli;

import io.psephos.simulation.sweep.RunRecord;
import io.psephos.simulation.sweep.Sweep;
import io.psephos.simulation.sweep.SweepPlan;
import io.psephos.simulation.sweep.SweepSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** What is told of the results of a sweep: a table with a line for each setting, and why runs ended early. */
final class SweepText {
    private static final int LONGEST_CELL = 40;
    private static final String NONE = "–";

    private final SweepPlan plan;

    SweepText(SweepPlan plan) {
        this.plan = plan;
    }

    /** The table, the best setting first. */
    String table(SweepSummary summary) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>();
        if (plan.severalJobs() || plan.keys().isEmpty()) {
            head.add("job");
        }
        head.addAll(plan.keys().values());
        int names = head.size();
        head.addAll(List.of("accuracy", "finished", "rounds", "up, B", "down, B", "time"));
        lines.add(head);
        for (SweepSummary.Row row : summary.rows()) {
            List<String> cells = new ArrayList<>();
            if (plan.severalJobs() || plan.keys().isEmpty()) {
                cells.add(shortened(row.first().job()));
            }
            plan.keys().keySet().forEach(key -> cells.add(shortened(row.first().text(key))));
            cells.add(accuracy(row));
            cells.add(row.finished().size() + " of " + row.planned());
            cells.add(number(row.mean(run -> (double) run.rounds()), "%,.0f"));
            cells.add(number(row.mean(RunRecord::uploadBytesPerUpdate), "%,.0f"));
            cells.add(number(row.mean(RunRecord::downloadBytesPerUpdate), "%,.0f"));
            OptionalDouble seconds = row.mean(RunRecord::seconds);
            cells.add(
                    seconds.isEmpty()
                            ? NONE
                            : ProgressLine.time(Duration.ofSeconds(Math.round(seconds.getAsDouble()))));
            lines.add(cells);
        }
        return aligned(lines, names);
    }

    /** Tells why runs did not finish, each reason once for the seeds of a setting. */
    void tellEarlyEnds(Output output, List<Sweep.Result> results) {
        Map<Early, List<String>> seeds = new LinkedHashMap<>();
        for (Sweep.Result result : results) {
            RunRecord run = result.result();
            if (!run.isFinished()) {
                seeds.computeIfAbsent(Early.of(result), end -> new ArrayList<>())
                        .add(Long.toString(run.seed()));
            }
        }
        seeds.forEach((end, list) -> output.fact(
                end.state(),
                end.setting() + (list.size() == 1 ? ", seed " : ", seeds ") + String.join(", ", list) + " "
                        + end.told()));
    }

    /** An early end of runs of one setting. */
    private record Early(String state, String setting, String told) {
        static Early of(Sweep.Result result) {
            RunRecord run = result.result();
            String why = run.reason() == null ? "" : ": " + Reason.words(run.reason());
            return new Early(
                    run.state(),
                    result.run().setting(),
                    "in round " + (run.end().round() + 1) + why);
        }
    }

    private static String accuracy(SweepSummary.Row row) {
        OptionalDouble mean = row.mean(RunRecord::accuracy);
        OptionalDouble deviation = row.deviation(RunRecord::accuracy);
        if (mean.isEmpty()) {
            return NONE;
        }
        return Amount.percent(mean.getAsDouble())
                + (deviation.isPresent() ? " ± " + Amount.percent(deviation.getAsDouble()) : "");
    }

    private static String number(OptionalDouble value, String form) {
        return value.isPresent() ? String.format(Locale.ROOT, form, value.getAsDouble()) : NONE;
    }

    private static String shortened(String cell) {
        return cell.length() <= LONGEST_CELL ? cell : cell.substring(0, LONGEST_CELL - 1) + "…";
    }

    /** The lines with columns two characters apart, names to the left, numbers to the right. */
    private static String aligned(List<List<String>> lines, int names) {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder written = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = lines.stream()
                        .mapToInt(other -> other.get(column).length())
                        .max()
                        .orElse(0);
                String gap = " ".repeat(width - line.get(i).length());
                written.append(i == 0 ? "" : "  ").append(i < names ? line.get(i) + gap : gap + line.get(i));
            }
            text.append(written.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
