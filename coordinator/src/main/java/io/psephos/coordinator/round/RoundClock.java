package io.psephos.coordinator.round;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of a job's open round, or the next of its seats' own, and the alarms that stand for it. Touched by the
 * job's writer only.
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

    /** Starts with the round's first assignment; a round that was read again keeps the deadline that it had. */
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

    /** Gives the seat a deadline of its own; the clock rings at the next one of all seats. */
    void start(Round current, LiveAssignment live) {
        Duration deadline = time.uptime().plus(length);
        live.setDeadline(deadline);
        if (alarms.isEmpty()) {
            alarmAt(deadline, current.number());
        }
    }

    /** Rings at the moment and not before; never where there is none. */
    void ringNext(Collecting collecting, @Nullable Duration moment) {
        stop();
        if (moment != null) {
            alarmAt(moment, collecting.number());
        }
    }

    /** Rings no more; what the round's deadline was is still known. */
    void stop() {
        alarms.forEach(Timekeeper.Alarm::cancel);
        alarms.clear();
    }

    /** No assignment was given after all. */
    void reset() {
        stop();
        end = null;
    }

    private void alarmAt(Duration moment, long number) {
        Duration left = moment.minus(time.uptime());
        alarms.add(time.after(left.isNegative() ? Duration.ZERO : left, () -> ring.accept(number)));
    }
}
