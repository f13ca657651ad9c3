package io.psephos.coordinator.round;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A time source that advances only on demand; alarms run in order, each at its own moment. */
public final class VirtualTime implements Timekeeper {
    private final Instant start;
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(Comparator.comparing(Pending::at).thenComparing(Pending::order));
    private Duration uptime = Duration.ZERO;
    private long order;

    private record Pending(Duration at, long order, Runnable task) {}

    public VirtualTime(Instant start) {
        this.start = start;
    }

    @Override
    public synchronized Instant now() {
        return start.plus(uptime);
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

    /** Advances the time; alarms on the way may set further alarms. */
    public void advance(Duration by) {
        Duration end = uptime().plus(by);
        for (Pending next = next(end); next != null; next = next(end)) {
            next.task().run();
        }
        reach(end);
    }

    /** Lets the time pass while those who should ring are late: they ring with the next {@link #advance}. */
    public void advanceSilently(Duration by) {
        reach(uptime().plus(by));
    }

    /** Alarms that have not rung yet. */
    public synchronized int alarms() {
        return pending.size();
    }

    private synchronized Pending next(Duration end) {
        Pending next = pending.peek();
        if (next == null || next.at().compareTo(end) > 0) {
            return null;
        }
        pending.remove();
        reach(next.at());
        return next;
    }

    private synchronized void reach(Duration moment) {
        uptime = uptime.compareTo(moment) < 0 ? moment : uptime;
    }

    private synchronized void cancel(Pending alarm) {
        pending.remove(alarm);
    }
}
