package io.psephos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.SampleEntries;
import io.psephos.protocol.ClientId;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.IdentityStore.Moved;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract between identities and journal on reputations, whatever the database. */
abstract class ReputationContract {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Reputation ONE = new Reputation(1, 0, 0, 0.25);
    private static final int RACES = 30;

    private Storage storage;
    private Journal journal;
    private IdentityStore store;

    /** The storage, empty. */
    abstract Storage storage();

    @BeforeEach
    void open() {
        storage = storage();
        journal = storage.journal();
        store = storage.identities();
        journal.commit(List.of(SampleEntries.created(SampleEntries.JOB)));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void whoLeftGetsNoneFromWhatIsPublishedAfterwards() {
        List<ClientId> clients = clients(4);
        EnrolledClients.add(store, clients.subList(0, 3));
        credit(clients.subList(1, 4));
        move(clients.get(0), ClientState.LEFT);
        move(clients.get(1), ClientState.LEFT);
        move(clients.get(2), ClientState.QUARANTINED);

        credit(clients);

        assertThat(((Records) journal).reputations(clients))
                .containsOnly(
                        Map.entry(clients.get(0), Reputation.NONE),
                        Map.entry(clients.get(1), Reputation.NONE),
                        Map.entry(clients.get(2), ONE.plus(ONE)),
                        Map.entry(clients.get(3), Reputation.NONE));
        assertThat(((Records) journal).disreputable(1, 0)).containsExactly(clients.get(2));
    }

    @Test
    void whoLeavesWhileSomethingIsPublishedGetsNone() throws Exception {
        List<ClientId> clients = clients(RACES);
        EnrolledClients.add(store, clients);
        try (ExecutorService leavers = Executors.newSingleThreadExecutor()) {
            for (ClientId client : clients) {
                CountDownLatch both = new CountDownLatch(2);
                Future<Moved> left = leavers.submit(() -> {
                    both.countDown();
                    both.await();
                    return store.move(client, ClientState.LEFT, "admin", NOW);
                });
                both.countDown();
                both.await();
                credit(List.of(client));
                assertThat(left.get()).isEqualTo(Moved.DONE);
            }
        }

        assertThat(((Records) journal).reputations(clients).values()).containsOnly(Reputation.NONE);
    }

    private void credit(List<ClientId> clients) {
        clients.forEach(
                client -> journal.commit(List.of(new JournalEntry.Credited(SampleEntries.JOB, Map.of(client, ONE)))));
    }

    private void move(ClientId client, ClientState state) {
        assertThat(store.move(client, state, "admin", NOW)).isEqualTo(Moved.DONE);
    }

    private static List<ClientId> clients(int count) {
        return IntStream.range(0, count).mapToObj(SampleEntries::client).toList();
    }
}
