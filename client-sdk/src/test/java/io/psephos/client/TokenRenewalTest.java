package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRenewalTest extends ClientFixture {

    /** A token is good for 900 s here; a new one is asked for once 720 s of them are over. */
    @Row("POST /api/v1/token")
    @ParameterizedTest
    @CsvSource({"0, 1", "719, 1", "720, 2", "5000, 2"})
    void asksForAnotherTokenWhenAFifthOfTheLifeIsLeft(long seconds, int tokens) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
        server.identities.setClock(now.get());
        offer(0);
        Trainer slow = task -> {
            now.set(now.get().plusSeconds(seconds));
            server.identities.setClock(now.get());
            return HALVING.train(task);
        };

        Participation part = takePartInAll(client().clock(now::get), slow);

        assertThat(part.updatesAccepted()).isEqualTo(1);
        assertThat(server.calls("token")).isEqualTo(tokens);
    }
}
