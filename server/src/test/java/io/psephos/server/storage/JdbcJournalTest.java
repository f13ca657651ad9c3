package io.psephos.server.storage;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalContract;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Extensions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class JdbcJournalTest extends JournalContract {
    @TempDir
    Path data;

    private Storage storage;

    @Override
    protected Journal open() {
        close();
        storage = storage();
        return storage.journal(KEPT_EVENTS, Extensions.NONE);
    }

    Storage storage() {
        return Storage.inDirectory(data);
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
        if (storage != null) {
            storage.close();
        }
    }
}
