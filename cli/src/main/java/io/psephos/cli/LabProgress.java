package io.psephos.cli;

import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The progress display of a lab: a bar that is overwritten in a terminal, one line per finished cell elsewhere. */
final class LabProgress {
    private final Output output;
    private final long start = System.nanoTime();
    private int computed;
    private int reused;
    private boolean drawn;

    LabProgress(Output output) {
        this.output = output;
    }

    void show(Lab.Step step) {
        if (step.reused()) {
            reused++;
            return;
        }
        computed++;
        if (output.isLive()) {
            drawn = true;
            output.over(ProgressLine.of((double) step.done() / Math.max(1, step.all()), facts(step), output.columns()));
        } else {
            output.line(String.join("  ", facts(step)));
        }
    }

    /** Keeps the last display and begins a new line. */
    void end() {
        if (drawn) {
            output.line("");
        }
        if (reused > 0) {
            output.line(reused + " cells were there already");
        }
    }

    private List<String> facts(Lab.Step step) {
        CellResult cell = step.result();
        long passed = System.nanoTime() - start;
        Duration left = Duration.ofNanos(passed / Math.max(1, computed) * (step.all() - step.done()));
        return List.of(
                step.done() + "/" + step.all(),
                ProgressLine.time(Duration.ofNanos(passed)) + ", " + ProgressLine.time(left) + " left",
                String.format(
                        Locale.ROOT,
                        "%s, %s by %d, similarity %s: %.4f",
                        cell.defence(),
                        cell.attack(),
                        cell.byzantine(),
                        cell.similarity(),
                        cell.accuracy()));
    }
}
