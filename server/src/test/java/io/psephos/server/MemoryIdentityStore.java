package io.psephos.server;

import io.psephos.protocol.ClientId;
import io.psephos.server.security.IdentityStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Identities in memory, under one lock. */
final class MemoryIdentityStore implements IdentityStore {
    private final List<EnrolmentToken> tokens = new ArrayList<>();
    private final List<EnrolledClient> clients = new ArrayList<>();
    private final Map<String, Instant> assertions = new HashMap<>();

    @Override
    public synchronized boolean addToken(EnrolmentToken token) {
        boolean taken = token.name() != null
                && tokens.stream()
                        .anyMatch(other -> token.name().equals(other.name())
                                && !other.revoked()
                                && (other.used() > 0 || other.expiresAt().isAfter(token.createdAt())));
        return !taken && tokens.add(token);
    }

    @Override
    public synchronized Optional<EnrolmentToken> tokenByHash(byte[] sha256) {
        return tokens.stream()
                .filter(token -> Arrays.equals(token.sha256(), sha256))
                .findFirst();
    }

    @Override
    public synchronized List<EnrolmentToken> tokens() {
        return List.copyOf(tokens);
    }

    @Override
    public synchronized boolean revokeToken(String id) {
        boolean known = tokens.stream().anyMatch(token -> token.id().equals(id));
        tokens.replaceAll(token -> token.id().equals(id) ? with(token, token.used(), true) : token);
        return known;
    }

    @Override
    public synchronized Enrolled enrol(byte[] tokenSha256, EnrolledClient client, Instant now) {
        EnrolmentToken token = tokenByHash(tokenSha256).orElseThrow();
        Optional<EnrolledClient> before = clientByKey(client.publicKey());
        if (before.isPresent()) {
            return Arrays.equals(before.get().tokenSha256(), tokenSha256)
                    ? new Enrolled.Before(before.get())
                    : new Enrolled.KeyInUse();
        }
        if (token.revoked() || token.used() >= token.uses() || !now.isBefore(token.expiresAt())) {
            return new Enrolled.InvalidToken();
        }
        tokens.replaceAll(some -> some == token ? with(token, token.used() + 1, false) : some);
        clients.add(client);
        return new Enrolled.Done(client);
    }

    @Override
    public synchronized Optional<EnrolledClient> client(ClientId id) {
        return clients.stream().filter(client -> client.id().equals(id)).findFirst();
    }

    @Override
    public synchronized Optional<EnrolledClient> clientByKey(byte[] publicKey) {
        return clients.stream()
                .filter(client -> Arrays.equals(client.publicKey(), publicKey))
                .findFirst();
    }

    @Override
    public synchronized List<EnrolledClient> living() {
        return List.copyOf(clients);
    }

    @Override
    public synchronized boolean rememberAssertion(ClientId client, String jti, Instant until) {
        return assertions.putIfAbsent(client + " " + jti, until) == null;
    }

    @Override
    public synchronized void forgetAssertions(Instant before) {
        assertions.values().removeIf(before::isAfter);
    }

    private static EnrolmentToken with(EnrolmentToken token, int used, boolean revoked) {
        return new EnrolmentToken(
                token.id(),
                token.sha256(),
                token.uses(),
                used,
                token.createdAt(),
                token.expiresAt(),
                token.group(),
                token.name(),
                revoked);
    }
}
