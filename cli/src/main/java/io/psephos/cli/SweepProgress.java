package io.psephos.cli;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.simulation.sweep.RunRecord;
import io.psephos.simulation.sweep.SweepListener;
import io.psephos.simulation.sweep.SweepPlan;
import io.psephos.simulation.sweep.SweepRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The progress display of a sweep: one line that is overwritten in a terminal, elsewhere a line for each run that ended. */
final class SweepProgress implements SweepListener {
    private static final long FRAME_NANOS = 80_000_000;

    private final Output output;
    private final SweepPlan plan;
    private final LongSupplier nanos;
    private final long start;
    private final Map<SweepRun, Long> running = new HashMap<>();
    private final long roundsToRun;
    private long roundsOfEnded;
    private int ended;
    private @Nullable SweepRun best;
    private double bestAccuracy = Double.NEGATIVE_INFINITY;
    private long lastFrame;
    private boolean drawn;

    /** @param missing the runs that are still to be run */
    SweepProgress(Output output, SweepPlan plan, List<SweepRun> missing, LongSupplier nanos) {
        this.output = output;
        this.plan = plan;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.lastFrame = start - FRAME_NANOS;
        this.ended = plan.runs().size() - missing.size();
        this.roundsToRun = missing.stream().mapToLong(SweepProgress::rounds).sum();
    }

    /** Takes note of a run that was there already. */
    synchronized void found(SweepRun run, RunRecord result) {
        compare(run, result);
    }

    @Override
    public synchronized void started(SweepRun run) {
        running.put(run, 0L);
        draw();
    }

    @Override
    public synchronized void heard(SweepRun run, JobEvent event) {
        if (event.kind() == JobEvent.Kind.ROUND_PUBLISHED) {
            running.computeIfPresent(run, (same, published) -> published + 1);
            draw();
        }
    }

    @Override
    public synchronized void ended(SweepRun run, RunRecord result) {
        running.remove(run);
        ended++;
        roundsOfEnded += rounds(run);
        compare(run, result);
        if (output.isLive()) {
            lastFrame = nanos.getAsLong() - FRAME_NANOS;
            draw();
        } else {
            output.line(line(run, result));
        }
    }

    /** Keeps the last display and begins a new line. */
    synchronized void end() {
        if (drawn) {
            output.line("");
            drawn = false;
        }
    }

    private void compare(SweepRun run, RunRecord result) {
        Double accuracy = result.accuracy();
        if (result.isFinished() && accuracy != null && accuracy > bestAccuracy) {
            bestAccuracy = accuracy;
            best = run;
        }
    }

    private void draw() {
        if (!output.isLive() || nanos.getAsLong() - lastFrame < FRAME_NANOS) {
            return;
        }
        lastFrame = nanos.getAsLong();
        drawn = true;
        List<String> facts = new ArrayList<>(List.of(count()));
        if (!running.isEmpty()) {
            facts.add(running.size() + " running");
        }
        facts.add(times());
        if (best != null) {
            facts.add("best " + Amount.percent(bestAccuracy) + (plan.hasSettings() ? " (" + best.setting() + ")" : ""));
        }
        output.over(ProgressLine.of((double) roundsPublished() / Math.max(1, roundsToRun), facts, output.columns()));
    }

    private String line(SweepRun run, RunRecord result) {
        String outcome = result.isFinished() ? Amount.percent(orNaN(result.accuracy())) : result.state();
        return count() + "  " + String.format("%7s", outcome) + "  " + times() + "  " + run.setting() + ", seed "
                + run.seed();
    }

    private String count() {
        int all = plan.runs().size();
        return String.format("%" + Integer.toString(all).length() + "d of %d runs", ended, all);
    }

    /** The time that has passed, and the time that the rounds to come will take at the same pace. */
    private String times() {
        long passed = nanos.getAsLong() - start;
        long published = roundsPublished();
        long left = roundsToRun - published;
        String elapsed = ProgressLine.time(Duration.ofNanos(passed));
        return published == 0 || left <= 0
                ? elapsed
                : elapsed + ", " + ProgressLine.time(Duration.ofNanos((long) ((double) passed / published * left)))
                        + " left";
    }

    private long roundsPublished() {
        return roundsOfEnded
                + running.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long rounds(SweepRun run) {
        return run.spec().schedule().rounds();
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
