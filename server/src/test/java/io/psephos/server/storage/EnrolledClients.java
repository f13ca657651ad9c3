package io.psephos.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.psephos.protocol.ClientId;
import io.psephos.server.security.Capabilities;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import io.psephos.server.security.IdentityStore.EnrolmentToken;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Enrolled clients with arbitrary attributes. */
final class EnrolledClients {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private EnrolledClients() {}

    static void add(IdentityStore store, List<ClientId> clients) {
        for (ClientId client : clients) {
            byte[] token = bytes("token of " + client);
            store.addToken(
                    new EnrolmentToken("t-" + client, token, 1, 0, NOW, NOW.plusSeconds(60), "default", null, false),
                    "admin");
            store.enrol(
                    token,
                    new EnrolledClient(
                            client,
                            ClientState.ACTIVE,
                            bytes("key of " + client),
                            1,
                            token,
                            "default",
                            null,
                            false,
                            new Capabilities(List.of(), 1000, null),
                            NOW,
                            NOW),
                    NOW);
        }
    }

    private static byte[] bytes(String text) {
        return Arrays.copyOf(text.getBytes(UTF_8), 32);
    }
}
