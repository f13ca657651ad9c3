package io.psephos.server.security;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Eligibility;
import io.psephos.coordinator.cohort.Population;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Regularizer;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The registry of active clients in memory, which every call is checked against, so that leaving revokes a client's
 * tokens at once.
 */
public final class ClientRegistry implements Population {
    private static final Set<String> ASSUMED_CODECS = CodecScheme.builtIn().stream()
            .filter(scheme -> Eligibility.ASSUMED_FRAMES.contains(scheme.frame()))
            .map(CodecScheme::word)
            .collect(Collectors.toUnmodifiableSet());

    private final IdentityStore store;
    private final Map<ClientId, Member> living = new ConcurrentHashMap<>();

    private ClientRegistry(IdentityStore store) {
        this.store = store;
    }

    /** Loads all clients of the store that have not left. */
    public static ClientRegistry of(IdentityStore store) {
        ClientRegistry registry = new ClientRegistry(store);
        store.living().forEach(client -> registry.living.put(client.id(), new Member(client)));
        return registry;
    }

    /**
     * Reloads a client after a change. Of changes at the same time the last to look sees all of them, whatever their
     * order. Blocks.
     */
    void refresh(ClientId id) {
        living.compute(
                id,
                (same, before) -> store.client(id)
                        .map(client -> before == null ? new Member(client) : before.as(client))
                        .orElse(null));
    }

    public Optional<Participant> participant(ClientId client) {
        return Optional.ofNullable(living.get(client)).map(Member::participant);
    }

    /**
     * Returns the client if it may take part.
     *
     * @throws RefusedException for a client that left or is in quarantine
     */
    public Participant inGoodStanding(ClientId client) {
        Member member = living.get(client);
        if (member == null) {
            throw RefusedException.of(ProblemCode.INVALID_TOKEN, "the client has left");
        }
        if (!member.isActive()) {
            throw RefusedException.of(ProblemCode.QUARANTINED, "the client is in quarantine");
        }
        return member.participant();
    }

    /** Returns when the client last made a call; the given time, if unknown. */
    public Instant lastSeen(ClientId client, Instant otherwise) {
        Member member = living.get(client);
        return member == null ? otherwise : member.lastSeen().get();
    }

    /** Whether the client may take part. */
    boolean isActive(ClientId client) {
        Member member = living.get(client);
        return member != null && member.isActive();
    }

    /** Returns the client's name; empty where it has none, or has left. */
    public Optional<String> name(ClientId client) {
        return client(client).map(EnrolledClient::name);
    }

    void see(ClientId client, Instant now) {
        Member member = living.get(client);
        if (member != null) {
            member.lastSeen().set(now);
        }
    }

    Optional<EnrolledClient> client(ClientId client) {
        return Optional.ofNullable(living.get(client)).map(Member::client);
    }

    @Override
    public boolean anyoneBut(Set<ClientId> asked, Predicate<Participant> fits) {
        for (Member member : living.values()) {
            if (member.isActive() && !asked.contains(member.client().id()) && fits.test(member.participant())) {
                return true;
            }
        }
        return false;
    }

    private static Participant participant(EnrolledClient client) {
        Capabilities able = client.capabilities();
        return new Participant(
                client.id(),
                client.group(),
                client.fixedName() ? client.name() : null,
                able.codecs().isEmpty() ? ASSUMED_CODECS : Set.copyOf(able.codecs()),
                able.maxParameters(),
                able.regularizers() == null ? Regularizer.ASSUMED : Set.copyOf(able.regularizers()));
    }

    private record Member(EnrolledClient client, Participant participant, AtomicReference<Instant> lastSeen) {
        Member(EnrolledClient client) {
            this(client, ClientRegistry.participant(client), new AtomicReference<>(client.lastSeenAt()));
        }

        Member as(EnrolledClient changed) {
            return new Member(changed, ClientRegistry.participant(changed), lastSeen);
        }

        boolean isActive() {
            return client.state() == ClientState.ACTIVE;
        }
    }
}
