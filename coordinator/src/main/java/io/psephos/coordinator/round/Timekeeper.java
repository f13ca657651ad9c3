package io.psephos.coordinator.round;

import java.time.Duration;
import java.time.Instant;

/** The time that rounds live by: the wall clock to show, a monotonic one to measure, and a way to be called later. */
public interface Timekeeper {

    /** Wall-clock time, for people and records only. */
    Instant now();

    /** Monotonic time since some fixed moment. */
    Duration uptime();

    /** Runs the task, briefly, once the delay has passed. */
    Alarm after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Alarm {
        void cancel();
    }

    /** A time that stands still and calls nobody: rounds end by their updates alone. */
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
