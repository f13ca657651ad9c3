package io.psephos.simulation;

import io.psephos.coordinator.round.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A virtual time that stands still while clients work, and advances when a job waits for nothing else. */
final class SteppedTime implements Timekeeper {
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(Comparator.comparing(Pending::at).thenComparing(Pending::order));
    private Duration uptime = Duration.ZERO;
    private long order;

    private record Pending(Duration at, long order, Runnable task) {}

    @Override
    public synchronized Instant now() {
        return Instant.EPOCH.plus(uptime);
    }

    @Override
    public synchronized Duration uptime() {
        return uptime;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable task) {
        Pending alarm = new Pending(uptime.plus(delay), order++, task);
        pending.add(alarm);
        return () -> cancel(alarm);
    }

    /** Advances to the next moment that is waited for; false where there is none. */
    boolean step() {
        Pending next = next();
        if (next == null) {
            return false;
        }
        next.task().run();
        return true;
    }

    private synchronized @Nullable Pending next() {
        Pending next = pending.poll();
        if (next != null) {
            uptime = next.at();
        }
        return next;
    }

    private synchronized void cancel(Pending alarm) {
        pending.remove(alarm);
    }
}
