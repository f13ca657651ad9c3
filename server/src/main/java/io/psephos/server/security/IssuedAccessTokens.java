package io.psephos.server.security;

import io.psephos.coordinator.Participant;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Ids;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Access tokens of clients: {@code psephos.<client>.<expiry>.<HMAC-SHA256>}. The client's public key and its number are
 * part of what is signed, so that a token becomes invalid with its key, for good, and with the client's membership;
 * four parts and the first word tell it from any assertion.
 */
public final class IssuedAccessTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String MARK = "psephos";

    private final SecretKeySpec key;
    private final ClientRegistry clients;
    private final Clock clock;
    private final Duration life;

    /** @throws IllegalArgumentException unless life is between 1 second and the protocol's 900 */
    public IssuedAccessTokens(String secret, ClientRegistry clients, Clock clock, Duration life) {
        if (life.toSeconds() < 1 || life.toSeconds() > 900) {
            throw new IllegalArgumentException("life of an access token must be 1 to 900 s, was " + life);
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clients = clients;
        this.clock = clock;
        this.life = life;
    }

    /** Issues a token for an enrolled client, valid for {@link #seconds()}. */
    String issue(EnrolledClient client) {
        String signed = MARK + "." + client.id() + "." + (clock.instant().getEpochSecond() + life.toSeconds());
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(signed, client));
    }

    long seconds() {
        return life.toSeconds();
    }

    /** Returns the client that the token was issued to, if the token is valid. */
    Optional<Participant> verify(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals(MARK) || !Ids.isValid(parts[1]) || !isAhead(parts[2])) {
            return Optional.empty();
        }
        ClientId id = new ClientId(parts[1]);
        if (clients.client(id)
                .filter(client -> isSigned(token, parts[3], client))
                .isEmpty()) {
            return Optional.empty();
        }
        clients.see(id, clock.instant());
        return clients.participant(id);
    }

    private boolean isAhead(String expiry) {
        return expiry.matches("[0-9]{1,12}")
                && Long.parseLong(expiry) > clock.instant().getEpochSecond();
    }

    private boolean isSigned(String token, String signature, EnrolledClient client) {
        byte[] expected = mac(token.substring(0, token.length() - signature.length() - 1), client);
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(Base64.getUrlEncoder().withoutPadding().encode(expected), given);
    }

    private byte[] mac(String signed, EnrolledClient client) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(client.publicKey());
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, client.keyNumber()));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
