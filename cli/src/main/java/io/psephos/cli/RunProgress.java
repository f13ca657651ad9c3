package io.psephos.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The progress display of a run: one line that is overwritten in a terminal, elsewhere a line now and then, with all that
 * is known of its round.
 */
final class RunProgress {
    private static final long FRAME_NANOS = 80_000_000;
    private static final int PLAIN_LINES = 20;

    private final Output output;
    private final long rounds;
    private final LongSupplier nanos;
    private final long start;
    private long lastFrame;
    /** When the first version was shown, since the pace before it tells nothing of the rounds to come. */
    private long firstAt;

    private long first;
    private @Nullable Moment due;
    private long dueAt;
    private @Nullable Moment undrawn;
    private boolean drawn;

    /** @param rounds most rounds that the job publishes */
    RunProgress(Output output, long rounds) {
        this(output, rounds, System::nanoTime);
    }

    RunProgress(Output output, long rounds, LongSupplier nanos) {
        this.output = output;
        this.rounds = rounds;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.lastFrame = start - FRAME_NANOS;
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
        if (first == 0 && moment.published() > 0) {
            first = moment.published();
            firstAt = nanos.getAsLong();
        }
        if (output.isLive()) {
            undrawn = moment;
            if (nanos.getAsLong() - lastFrame >= FRAME_NANOS) {
                draw(moment);
            }
        } else {
            note(moment);
        }
    }

    /** Keeps the last display and begins a new line. */
    synchronized void end() {
        if (undrawn != null) {
            draw(undrawn);
        }
        if (due != null) {
            output.line(plain(due, dueAt));
            due = null;
        }
        if (drawn) {
            output.line("");
            drawn = false;
        }
    }

    private void draw(Moment moment) {
        lastFrame = nanos.getAsLong();
        drawn = true;
        undrawn = null;
        double share = (double) moment.published() / Math.max(1, rounds);
        output.over(ProgressLine.of(share, facts(moment), output.columns()));
    }

    /** Holds a line back until its round is over, since the evaluation comes after the version. */
    private void note(Moment moment) {
        if (due != null && moment.published() > due.published()) {
            output.line(plain(due, dueAt));
            due = null;
        }
        long step = Math.max(1, rounds / PLAIN_LINES);
        if (moment.published() > 0 && (moment.published() % step == 0 || moment.published() == rounds)) {
            due = moment;
            dueAt = nanos.getAsLong();
        }
    }

    private List<String> facts(Moment moment) {
        List<String> facts = new ArrayList<>();
        facts.add(round(moment));
        facts.add(String.format(Locale.ROOT, "%7s", Amount.percent(moment.accuracy())));
        facts.add(times(moment, nanos.getAsLong()));
        String less = moment.uploadBytes() == 0
                ? ""
                : ", " + Amount.ratio((double) moment.float32Bytes() / moment.uploadBytes()) + " less";
        facts.add(String.format(Locale.ROOT, "up %6s%-12s", Amount.bytes(moment.uploadBytes()), less));
        if (moment.refused() > 0) {
            facts.add("refused " + moment.refused());
        }
        facts.add(String.format(Locale.ROOT, "down %6s", Amount.bytes(moment.downloadBytes())));
        return facts;
    }

    private String plain(Moment moment, long now) {
        String float32 = moment.uploadBytes() == 0
                ? ""
                : " (float32: " + Amount.bytes(moment.float32Bytes()) + ", "
                        + Amount.ratio((double) moment.float32Bytes() / moment.uploadBytes()) + ")";
        return round(moment) + "  accuracy " + String.format(Locale.ROOT, "%6s", Amount.percent(moment.accuracy()))
                + "  up " + Amount.bytes(moment.uploadBytes()) + float32 + "  down "
                + Amount.bytes(moment.downloadBytes())
                + (moment.refused() > 0 ? "  refused " + moment.refused() : "") + "  "
                + times(moment, now).strip().replace(",  ", ", ");
    }

    private String round(Moment moment) {
        return String.format(
                Locale.ROOT, "round %" + Long.toString(rounds).length() + "d/%d", moment.published(), rounds);
    }

    /** The time that has passed, and the time that the rounds to come will take at the same pace. */
    private String times(Moment moment, long now) {
        String elapsed = ProgressLine.time(Duration.ofNanos(now - start));
        long counted = moment.published() - first;
        long toCome = Math.max(0, rounds - moment.published());
        return counted <= 0 || toCome == 0
                ? String.format(Locale.ROOT, "%5s            ", elapsed)
                : String.format(Locale.ROOT, "%5s, %5s left", elapsed, ProgressLine.time(Duration.ofNanos((long)
                        ((double) (now - firstAt) / counted * toCome))));
    }
}
