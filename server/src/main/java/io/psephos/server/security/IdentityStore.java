package io.psephos.server.security;

import io.psephos.protocol.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Clients, their keys, enrolment tokens and used assertions, durable. Calls may block. */
public interface IdentityStore {

    /** Stores a fresh token; false when the name that it fixes is a living client's. */
    boolean addToken(EnrolmentToken token, String actor);

    Optional<EnrolmentToken> tokenByHash(byte[] sha256);

    /** Every token, oldest first. */
    List<EnrolmentToken> tokens();

    /** Ends a token; false when there is none of that id. */
    boolean revokeToken(String id, String actor, Instant now);

    /**
     * In one transaction: uses the token up by one and adds the client. Checks again inside what may have changed: the
     * token's uses, expiry and revocation, the key and the name.
     */
    Enrolled enrol(byte[] tokenSha256, EnrolledClient client, Instant now);

    Optional<EnrolledClient> client(ClientId id);

    Optional<EnrolledClient> clientByKey(byte[] publicKey);

    /** Every client that has not left, oldest first. */
    List<EnrolledClient> living();

    /** Clients whoever they are, oldest first, from those with a position above {@code after}. */
    List<ListedClient> clients(long after, int limit);

    /** In one transaction: remembers both proofs and puts the new key in the place of the old one. */
    Rotated rotate(Rotation rotation, Instant now);

    /** Replaces what the client says it can do; nothing happens to one that left. */
    void equip(ClientId client, List<String> codecs, long maxParameters);

    /**
     * Moves a client that has not left to a state; leaving erases its personal fields and frees key and name. Leaving and
     * restoration end its reputation.
     */
    Moved move(ClientId client, ClientState to, String actor, Instant now);

    /** Remembers an assertion's (client, jti) until the instant; false when it was there already. */
    boolean rememberAssertion(ClientId client, Jti jti, Instant now);

    /**
     * Remembers which token makes its bearer administrator; the audit says so when it was another one before.
     *
     * @param sha256 of the token's text; the text itself is stored nowhere
     */
    void rememberAdminToken(byte[] sha256, Instant now);

    /** Forgets assertions that have expired. */
    void forgetAssertions(Instant before);

    /**
     * An invitation.
     *
     * @param sha256 of the token's text; the text itself is stored nowhere
     * @param name what its client will be called, if it fixes that
     */
    record EnrolmentToken(
            String id,
            byte[] sha256,
            int uses,
            int used,
            Instant createdAt,
            Instant expiresAt,
            String group,
            @Nullable String name,
            boolean revoked) {}

    /**
     * A client.
     *
     * @param publicKey raw Ed25519, 32 bytes
     * @param keyNumber counts the client's keys, from 1
     * @param tokenSha256 of the token that it came with
     * @param fixedName whether its token fixed the name
     * @param codecs scheme names; empty when it named none
     */
    record EnrolledClient(
            ClientId id,
            ClientState state,
            byte[] publicKey,
            int keyNumber,
            byte[] tokenSha256,
            String group,
            @Nullable String name,
            boolean fixedName,
            List<String> codecs,
            long maxParameters,
            Instant enrolledAt,
            Instant lastSeenAt) {}

    /** A client as lists show it; one that left has no name any more. */
    record ListedClient(
            long position,
            ClientId id,
            ClientState state,
            String group,
            @Nullable String name,
            Instant enrolledAt,
            Instant lastSeenAt) {}

    /** The name of a signed statement that counts once, and until when that must be remembered. */
    record Jti(String text, Instant until) {}

    /** A change of keys that both keys have signed. */
    record Rotation(ClientId client, byte[] oldKey, byte[] newKey, List<Jti> proofs) {}

    /** What came of a rotation. */
    enum Rotated {
        DONE,
        /** The new key is the client's already. */
        BEFORE,
        /** The old key is not the client's any more. */
        OUTDATED,
        KEY_IN_USE,
        /** A proof was used before. */
        REPLAYED
    }

    /** What came of moving a client to a state. */
    enum Moved {
        DONE,
        /** It was there. */
        BEFORE,
        UNKNOWN
    }

    /** What came of an enrolment. */
    sealed interface Enrolled {
        record Done(EnrolledClient client) implements Enrolled {}

        /** The same key with the same token came before. */
        record Before(EnrolledClient client) implements Enrolled {}

        record InvalidToken() implements Enrolled {}

        record KeyInUse() implements Enrolled {}

        record NameInUse() implements Enrolled {}
    }
}
