package io.psephos.server.security;

import io.psephos.coordinator.Coordinator;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.ListedClient;
import io.psephos.server.security.IdentityStore.Moved;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The changes of clients' capabilities and membership: quarantine, restoration, leaving. Calls block. */
public final class Memberships {
    private static final System.Logger LOG = System.getLogger(Memberships.class.getName());

    private final IdentityStore store;
    private final ClientRegistry clients;
    private final Coordinator coordinator;
    private final Clock clock;
    private final Consumer<ClientId> withdrawn;

    /** @param withdrawn called with each client that left or was quarantined, once the coordinator knows */
    public Memberships(
            IdentityStore store,
            ClientRegistry clients,
            Coordinator coordinator,
            Clock clock,
            Consumer<ClientId> withdrawn) {
        this.store = store;
        this.clients = clients;
        this.coordinator = coordinator;
        this.clock = clock;
        this.withdrawn = withdrawn;
    }

    /** Returns clients in any state, oldest first, from those with a position above {@code after}. */
    public List<ListedClient> list(long after, int limit) {
        return store.clients(after, limit);
    }

    public void equip(ClientId client, Capabilities capabilities) {
        store.equip(client, capabilities);
        clients.refresh(client);
    }

    /** Ends a membership; does nothing where it has ended already. */
    public void leave(ClientId client, String actor) {
        if (move(client, ClientState.LEFT, actor) == Moved.UNKNOWN) {
            throw unknown();
        }
        withdraw(client, "left");
    }

    public void quarantine(ClientId client, String actor) {
        if (move(client, ClientState.QUARANTINED, actor) == Moved.UNKNOWN) {
            throw unknown();
        }
        withdraw(client, "quarantined");
    }

    public void restore(ClientId client, String actor) {
        if (move(client, ClientState.ACTIVE, actor) == Moved.UNKNOWN) {
            throw unknown();
        }
        clients.participant(client).ifPresent(coordinator::arrived);
    }

    private Moved move(ClientId client, ClientState to, String actor) {
        Moved moved = store.move(client, to, actor, clock.instant());
        if (moved == Moved.DONE) {
            LOG.log(Level.INFO, "client {0} is {1} by {2}", client, to.word(), actor);
        }
        clients.refresh(client);
        return moved;
    }

    private void withdraw(ClientId client, String reason) {
        coordinator.withdraw(client, reason).toCompletableFuture().join();
        withdrawn.accept(client);
    }

    static RefusedException unknown() {
        return RefusedException.of(ProblemCode.NOT_FOUND, "there is no such client");
    }
}
