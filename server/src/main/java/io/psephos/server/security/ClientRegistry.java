package io.psephos.server.security;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Population;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.CodecScheme;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The living clients in memory: every call is checked against it, so that leaving ends a client's tokens at once. */
public final class ClientRegistry implements Population {
    private static final Set<Integer> FRAMES_OF_ALL = Set.of(0, 1, 2, 3, 4, 6, 7);
    private static final Set<String> CODECS_OF_ALL = Arrays.stream(CodecScheme.values())
            .filter(scheme -> FRAMES_OF_ALL.contains(scheme.frame()))
            .map(CodecScheme::word)
            .collect(Collectors.toUnmodifiableSet());

    private final Map<ClientId, Member> living = new ConcurrentHashMap<>();

    /** A registry of all whom the store calls living. */
    public static ClientRegistry of(IdentityStore store) {
        ClientRegistry registry = new ClientRegistry();
        store.living().forEach(registry::add);
        return registry;
    }

    /** Takes a client in, or in its new shape. */
    public void add(EnrolledClient client) {
        living.put(client.id(), new Member(client, participant(client)));
    }

    public void remove(ClientId client) {
        living.remove(client);
    }

    public Optional<Participant> participant(ClientId client) {
        return Optional.ofNullable(living.get(client)).map(Member::participant);
    }

    byte @Nullable [] publicKey(ClientId client) {
        Member member = living.get(client);
        return member == null ? null : member.client().publicKey();
    }

    @Override
    public boolean anyoneBut(Set<ClientId> asked, Predicate<Participant> fits) {
        for (Member member : living.values()) {
            if (!asked.contains(member.client().id()) && fits.test(member.participant())) {
                return true;
            }
        }
        return false;
    }

    private static Participant participant(EnrolledClient client) {
        return new Participant(
                client.id(),
                client.group(),
                client.fixedName() ? client.name() : null,
                client.codecs().isEmpty() ? CODECS_OF_ALL : Set.copyOf(client.codecs()),
                client.maxParameters());
    }

    private record Member(EnrolledClient client, Participant participant) {}
}
