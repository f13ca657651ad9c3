package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.server.config.JobLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of what the log says of jobs: every change, rounds at most once a second, refusals in numbers. */
class JobLogTest {
    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final List<String> lines = new ArrayList<>();
    private long now;
    private long events;

    @BeforeEach
    void listen() {
        coordinator.jobs.add(new JobView(
                ScriptedCoordinator.JOB, Specs.spec("digits"), JobState.RUNNING, "no memory", 0, 0, Instant.EPOCH));
        new JobLog(coordinator, () -> now, lines::add);
    }

    @Test
    void aJobIsFollowedFromStartToEnd() {
        happened(Kind.JOB_STARTED, null, null);
        round(0, 3);
        happened(Kind.STALLED, null, null);
        happened(Kind.JOB_FINISHED, null, null);

        assertThat(lines)
                .containsExactly(
                        "job j-1 (digits) started",
                        "job j-1 (digits) round 0, version 1, 3 updates accepted",
                        "job j-1 (digits) accuracy 0.5000 of version 1, 0 updates accepted",
                        "job j-1 (digits) stalled",
                        "job j-1 (digits) finished");
    }

    @Test
    void fastRoundsShareALineAndNoneIsLost() {
        for (int round = 0; round < 1000; round++) {
            round(round, 2);
            now += Duration.ofMillis(10).toNanos();
        }
        happened(Kind.JOB_STOPPED, null, null);

        assertThat(lines).hasSizeBetween(10, 13);
        assertThat(lines.get(0)).contains(" round 0, version 1,", " 2 updates accepted");
        assertThat(lines.get(1)).contains(" rounds 1 to 100, version 101,", " 200 updates accepted");
        assertThat(lines.get(lines.size() - 2)).contains(" to 999, version 1000,");
    }

    @Test
    void aFloodOfRefusalsIsAFewLinesWithNumbers() {
        for (int i = 0; i < 100_000; i++) {
            happened(Kind.UPDATE_REFUSED, i % 4 == 0 ? "not-finite" : "filtered", null);
            now += Duration.ofMillis(1).toNanos();
        }
        happened(Kind.JOB_PAUSED, null, null);

        assertThat(lines).hasSizeBetween(10, 13);
        assertThat(lines.get(1))
                .isEqualTo("job j-1 (digits) 0 updates accepted, refused: filtered 7500, not-finite 2500");
    }

    @Test
    void aFailureSaysWhy() {
        happened(Kind.JOB_FAILED, null, null);

        assertThat(lines).containsExactly("job j-1 (digits) failed: no memory");
    }

    private void round(long round, int updates) {
        for (int i = 0; i < updates; i++) {
            happened(Kind.UPDATE_ACCEPTED, null, null);
        }
        tell(Kind.ROUND_PUBLISHED, round, round + 1, null, null);
        tell(Kind.EVALUATED, round, round + 1, null, 0.5);
    }

    private void happened(Kind kind, @Nullable String code, @Nullable Double value) {
        tell(kind, null, null, code, value);
    }

    private void tell(
            Kind kind, @Nullable Long round, @Nullable Long version, @Nullable String code, @Nullable Double value) {
        JobEvent event = new JobEvent(
                ScriptedCoordinator.JOB, ++events, Instant.EPOCH, kind, round, version, null, null, code, value);
        coordinator.eventListeners.forEach(listener -> listener.accept(event));
    }
}
