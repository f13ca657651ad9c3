package io.psephos.coordinator.round;

import java.time.Duration;
import java.time.Instant;

/** The time source of rounds: a wall clock for display, a monotonic clock for deadlines, and alarms. */
public interface Timekeeper {

    /** Returns the wall-clock time, for display and records only. */
    Instant now();

    /** Returns the monotonic time since some fixed moment. */
    Duration uptime();

    /** Runs the task, briefly, once the delay has passed. */
    Alarm after(Duration delay, Runnable task);

    /** A scheduled task. */
    @FunctionalInterface
    interface Alarm {
        void cancel();
    }

    /** A time source that stands still and runs no alarm: rounds end by their updates alone. */
    static Timekeeper stopped(Instant instant) {
        return new Timekeeper() {
            @Override
            public Instant now() {
                return instant;
            }

            @Override
            public Duration uptime() {
                return Duration.ZERO;
            }

            @Override
            public Alarm after(Duration delay, Runnable task) {
                return () -> {};
            }
        };
    }
}
