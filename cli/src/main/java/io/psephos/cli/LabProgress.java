package io.psephos.cli;

import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.Lab;
import java.time.Duration;
import java.util.Locale;

/** The progress display of a lab: a bar that is overwritten in a terminal, one line per finished cell elsewhere. */
final class LabProgress {
    private static final int BAR = 24;

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
        String text = text(step);
        if (output.isLive()) {
            drawn = true;
            String line = bar(step) + "  " + text;
            output.over(BAR + 2 + text.length() < output.columns() ? line : shortened(text));
        } else {
            output.line(text);
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

    private String text(Lab.Step step) {
        CellResult cell = step.result();
        Duration left =
                Duration.ofNanos((System.nanoTime() - start) / Math.max(1, computed) * (step.all() - step.done()));
        return String.format(
                Locale.ROOT,
                "%d/%d  %d:%02d:%02d left  %s, %s by %d, similarity %s: %.4f",
                step.done(),
                step.all(),
                left.toHours(),
                left.toMinutesPart(),
                left.toSecondsPart(),
                cell.defence(),
                cell.attack(),
                cell.byzantine(),
                cell.similarity(),
                cell.accuracy());
    }

    private String shortened(String text) {
        return text.substring(0, Math.min(text.length(), Math.max(0, output.columns() - 1)));
    }

    private static String bar(Lab.Step step) {
        int filled = step.done() * BAR / Math.max(1, step.all());
        return "\u001b[38;5;173m" + "━".repeat(filled) + "\u001b[38;5;240m" + "━".repeat(BAR - filled) + "\u001b[0m";
    }
}
