package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime(Instant.EPOCH);
    private final List<String> rung = new ArrayList<>();

    @Test
    void alarmsRingInTheirOrderAndAtTheirMoment() {
        time.after(Duration.ofSeconds(3), () -> rung.add("late " + time.uptime()));
        time.after(Duration.ofSeconds(1), () -> rung.add("early " + time.uptime()));
        time.after(Duration.ofSeconds(1), () -> rung.add("second " + time.now()));

        time.advance(Duration.ofSeconds(5));

        assertThat(rung).containsExactly("early PT1S", "second 1970-01-01T00:00:01Z", "late PT3S");
        assertThat(time.uptime()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anAlarmMaySetAnotherThatRingsOnTheSameWay() {
        time.after(Duration.ofSeconds(1), () -> time.after(Duration.ofSeconds(1), () -> rung.add("" + time.uptime())));

        time.advance(Duration.ofSeconds(2));

        assertThat(rung).containsExactly("PT2S");
    }

    @Test
    void cancelledAndFutureAlarmsStaySilent() {
        Timekeeper.Alarm cancelled = time.after(Duration.ofSeconds(1), () -> rung.add("cancelled"));
        time.after(Duration.ofSeconds(9), () -> rung.add("future"));
        cancelled.cancel();

        time.advance(Duration.ofSeconds(8));

        assertThat(rung).isEmpty();
        assertThat(time.alarms()).isEqualTo(1);
    }
}
