package io.psephos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.JournalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of what is told of trouble with storage: once when it begins, once when it ends, however many calls fail. */
final class StorageConditionTest {
    private final List<String> lines = new ArrayList<>();
    private long now;
    private final StorageCondition condition =
            new StorageCondition(() -> now, (level, line) -> lines.add(level + " " + line));

    @Test
    void aThousandFailedCallsAreTwoLines() {
        condition.worked();
        for (int call = 0; call < 1_000; call++) {
            condition.failed(new JournalException("a call failed", new IOException("No space left\non device")));
        }
        assertThat(condition.isWorking()).isFalse();
        now += Duration.ofSeconds(61).toNanos();
        condition.worked();
        condition.worked();

        assertThat(condition.isWorking()).isTrue();
        assertThat(lines)
                .containsExactly(
                        "WARNING storage does not work, calls that need it are answered 503: No space left",
                        "INFO storage works again, after 61 s in which 1000 calls failed");
    }

    @Test
    void whatIsLostIsToldOnceAndStaysLost() {
        condition.broke("taken over");
        condition.broke("taken over");
        condition.worked();

        assertThat(condition.isWorking()).isFalse();
        assertThat(condition.broken().toCompletableFuture()).isCompletedWithValue("taken over");
        assertThat(lines)
                .containsExactly("ERROR storage is lost to this process, which must be started anew: taken over");
    }

    @Test
    void aWriteThatTakesLongIsAReasonToLook() {
        long first = condition.writeBegins();
        long second = condition.writeBegins();
        assertThat(condition.isDoubted()).isFalse();

        now += Duration.ofMinutes(1).toNanos();
        assertThat(condition.isDoubted()).isTrue();
        condition.writeEnds(first);
        condition.writeEnds(second);
        assertThat(condition.isDoubted()).isFalse();
    }
}
