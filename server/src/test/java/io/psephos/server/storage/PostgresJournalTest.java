package io.psephos.server.storage;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalContract;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Extensions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@Tag("ci")
@EnabledIfEnvironmentVariable(named = PostgresForTests.URL, matches = ".+")
final class PostgresJournalTest extends JournalContract {
    private final PostgresForTests postgres = new PostgresForTests();
    private Storage storage;

    @Override
    protected Journal open() {
        if (storage != null) {
            storage.close();
        }
        storage = postgres.storage();
        return storage.journal(KEPT_EVENTS, Extensions.NONE);
    }

    @Override
    protected boolean survivesReopen() {
        return true;
    }

    @Override
    protected void enrol(List<ClientId> clients) {
        EnrolledClients.add(storage.identities(), clients);
    }

    @AfterEach
    void close() {
        storage.close();
        postgres.close();
    }
}
