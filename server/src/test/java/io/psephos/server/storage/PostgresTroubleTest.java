package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.journal.JournalException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A PostgreSQL database that goes away, with and without a call that meets it, and comes back. */
@Tag("nightly")
@Timeout(180)
@EnabledIfEnvironmentVariable(named = PostgresForTests.URL, matches = ".+")
final class PostgresTroubleTest {
    private final PostgresForTests postgres = new PostgresForTests();

    @AfterEach
    void drop() {
        postgres.close();
    }

    @Test
    void theConditionFallsAndRisesByItself() throws InterruptedException {
        try (CutConnections way = postgres.way();
                Storage storage = postgres.storage(way)) {
            for (int time = 0; time < 2; time++) {
                way.cut();
                await(storage, false);
                assertThatThrownBy(() -> storage.journal().jobs()).isInstanceOf(JournalException.class);
                way.restore();
                await(storage, true);
            }
            storage.journal().commit(List.of(created(JOB)));
            assertThat(storage.journal().jobs()).hasSize(1);
        }
    }

    @Test
    void aServerThatWasReplacedIsToldThatItsStorageIsLost() throws Exception {
        try (Storage first = postgres.storage()) {
            postgres.beginAnotherTenure();
            postgres.endAllSessions();

            assertThat(first.condition().broken().toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .contains("another server has taken over");
        }
    }

    private static void await(Storage storage, boolean isWorking) throws InterruptedException {
        while (storage.condition().isWorking() != isWorking) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
