package io.psephos.coordinator.round;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The clock of an open round: its deadline, or the next of its assignments' own, and the alarms for them. Only the
 * job's writer uses it.
 */
final class RoundClock {
    private final Timekeeper time;
    private final Duration length;
    private final LongConsumer ring;
    private final List<Timekeeper.Alarm> alarms = new ArrayList<>();
    private long round;
    private @Nullable Duration end;

    /** @param ring called with the round's number when its last quarter begins and at its deadline */
    RoundClock(Timekeeper time, Duration length, LongConsumer ring) {
        this.time = time;
        this.length = length;
        this.ring = ring;
    }

    /** Starts at the round's first assignment; a restored round keeps its deadline. */
    void start(Collecting collecting) {
        if (collecting.deadline() != null) {
            return;
        }
        long number = collecting.number();
        Duration deadline = end != null && round == number ? end : time.uptime().plus(length);
        round = number;
        end = deadline;
        collecting.setDeadline(deadline);
        // A millisecond late, so that the quarter has begun when the alarm rings.
        alarmAt(deadline.minus(length.dividedBy(4)).plusMillis(1), number);
        alarmAt(deadline, number);
    }

    /** Starts an assignment's own deadline; the clock rings at the earliest of all. */
    void start(Round current, LiveAssignment live) {
        Duration deadline = time.uptime().plus(length);
        live.setDeadline(deadline);
        if (alarms.isEmpty()) {
            alarmAt(deadline, current.number());
        }
    }

    /** Sets the alarm to the moment, or to none. */
    void ringNext(Collecting collecting, @Nullable Duration moment) {
        stop();
        if (moment != null) {
            alarmAt(moment, collecting.number());
        }
    }

    /** Cancels the alarms; the round's deadline stays known. */
    void stop() {
        alarms.forEach(Timekeeper.Alarm::cancel);
        alarms.clear();
    }

    /** Resets the clock, as no assignment was given after all. */
    void reset() {
        stop();
        end = null;
    }

    private void alarmAt(Duration moment, long number) {
        Duration left = moment.minus(time.uptime());
        alarms.add(time.after(left.isNegative() ? Duration.ZERO : left, () -> ring.accept(number)));
    }
}
