package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.journal.JournalException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@Tag("ci")
@EnabledIfEnvironmentVariable(named = PostgresForTests.URL, matches = ".+")
final class PostgresTenureTest {
    private final PostgresForTests postgres = new PostgresForTests();

    @AfterEach
    void drop() {
        postgres.close();
    }

    @Test
    void aSchemaBelongsToOneServerUntilThatIsClosed() {
        Storage first = postgres.storage();

        assertThatThrownBy(postgres::storage)
                .isInstanceOf(StorageInUseException.class)
                .hasMessageContaining("is in use by another running server (")
                .hasMessageNotContaining("mine");
        first.journal().commit(List.of(created(JOB)));

        first.close();
        try (Storage second = postgres.storage()) {
            assertThat(second.journal().jobs()).hasSize(1);
        }
    }

    @Test
    void otherSchemasAreNobodysBusiness() {
        try (PostgresForTests beside = new PostgresForTests();
                Storage one = postgres.storage();
                Storage other = beside.storage()) {
            one.journal().commit(List.of(created(JOB)));
            assertThat(other.journal().jobs()).isEmpty();
        }
    }

    @Test
    void whoeverWasCutOffGoesOnWhereNobodyCameAndNeverAgainWhereSomebodyDid() {
        try (Storage first = postgres.storage()) {
            postgres.endAllSessions();
            commitOverANewConnection(first);
            assertThat(first.journal().jobs()).hasSize(1);

            postgres.beginAnotherTenure();
            postgres.endAllSessions();
            try (Storage second = postgres.storage()) {
                for (int cut = 0; cut < 8; cut++) {
                    assertThatThrownBy(() -> first.journal().commit(List.of(created(JOB))))
                            .isInstanceOf(JournalException.class);
                }
                assertThatThrownBy(() -> first.journal().jobs())
                        .isInstanceOf(JournalException.class)
                        .hasStackTraceContaining("another server has taken over the database");
                assertThat(second.journal().jobs()).hasSize(1);
            }
        }
    }

    /** Each connection of the pool that was cut may fail one commit; what failed has not happened. */
    private static void commitOverANewConnection(Storage storage) {
        for (int cut = 0; cut < 8; cut++) {
            try {
                storage.journal().commit(List.of(created(JOB)));
                return;
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining("the database refused");
            }
        }
        storage.journal().commit(List.of(created(JOB)));
    }
}
