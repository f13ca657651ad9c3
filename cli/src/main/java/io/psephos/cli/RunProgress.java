package io.psephos.cli;

import java.util.Locale;

/** The progress display of a run: one line that is overwritten in a terminal, a line now and then elsewhere. */
final class RunProgress {
    private static final int BAR = 24;
    private static final long FRAME_NANOS = 80_000_000;
    private static final int PLAIN_LINES = 20;

    private final Output output;
    private final long rounds;
    private long lastFrame;
    private long lastRound = -1;
    private boolean drawn;

    /** @param rounds most rounds that the job publishes */
    RunProgress(Output output, long rounds) {
        this.output = output;
        this.rounds = rounds;
    }

    /**
     * The state of a run that is displayed.
     *
     * @param float32Bytes bytes that the uploads would have as float32
     */
    record Moment(
            long published,
            double accuracy,
            long uploadBytes,
            long float32Bytes,
            long downloadBytes,
            long accepted,
            long refused) {}

    synchronized void show(Moment moment) {
        if (output.isLive()) {
            long now = System.nanoTime();
            if (now - lastFrame >= FRAME_NANOS || moment.published() == rounds) {
                lastFrame = now;
                drawn = true;
                output.over(fitting(bar(moment.published()), text(moment)));
            }
        } else if (isDue(moment.published())) {
            output.line(text(moment));
        }
    }

    /** Keeps the last display and begins a new line. */
    synchronized void end() {
        if (drawn) {
            output.line("");
            drawn = false;
        }
    }

    private boolean isDue(long published) {
        long step = Math.max(1, rounds / PLAIN_LINES);
        boolean due = published != lastRound && published > 0 && (published % step == 0 || published == rounds);
        if (due) {
            lastRound = published;
        }
        return due;
    }

    private String text(Moment moment) {
        return String.format(
                Locale.ROOT,
                "round %" + Long.toString(rounds).length() + "d/%d   accuracy %6s   up %s%s   down %s   refused %d",
                moment.published(),
                rounds,
                Amount.percent(moment.accuracy()),
                Amount.bytes(moment.uploadBytes()),
                moment.uploadBytes() == 0
                        ? ""
                        : " (float32: " + Amount.bytes(moment.float32Bytes()) + ", "
                                + Amount.ratio((double) moment.float32Bytes() / moment.uploadBytes()) + ")",
                Amount.bytes(moment.downloadBytes()),
                moment.refused());
    }

    /** Returns bar and text if both fit into a line, else as much of the text as fits. */
    private String fitting(String bar, String text) {
        int columns = output.columns() - 1;
        if (BAR + 2 + text.length() <= columns) {
            return bar + "  " + text;
        }
        return text.length() <= columns ? text : text.substring(0, Math.max(0, columns));
    }

    private String bar(long published) {
        int filled = (int) Math.min(BAR, published * BAR / Math.max(1, rounds));
        return "\u001b[38;5;173m" + "━".repeat(filled) + "\u001b[38;5;240m" + "━".repeat(BAR - filled) + "\u001b[0m";
    }
}
