package io.psephos.server.security;

import io.psephos.protocol.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The durable store of clients, their keys, enrolment tokens and used assertions. Calls may block. */
public interface IdentityStore {

    /** Stores a fresh token; false when it fixes a name that a client has. */
    boolean addToken(EnrolmentToken token, String actor);

    Optional<EnrolmentToken> tokenByHash(byte[] sha256);

    /** Returns every token, oldest first. */
    List<EnrolmentToken> tokens();

    /** Revokes a token; false when there is none of that id. */
    boolean revokeToken(String id, String actor, Instant now);

    /**
     * Uses the token up by one and adds the client, in one transaction. Checks again inside what may have changed: the
     * token's uses, expiry and revocation, the key and the name.
     */
    Enrolled enrol(byte[] tokenSha256, EnrolledClient client, Instant now);

    Optional<EnrolledClient> client(ClientId id);

    Optional<EnrolledClient> clientByKey(byte[] publicKey);

    /** Returns every client that has not left, oldest first. */
    List<EnrolledClient> living();

    /** Returns clients in any state, oldest first, from those with a position above {@code after}. */
    List<ListedClient> clients(long after, int limit);

    /** Replaces a client's key and remembers both proofs, in one transaction. */
    Rotated rotate(Rotation rotation, Instant now);

    /** Replaces a client's capabilities; does nothing for one that left. */
    void equip(ClientId client, Capabilities capabilities);

    /**
     * Changes the state of a client that has not left; leaving erases its personal fields and frees key and name.
     * Leaving and restoration end its reputation.
     */
    Moved move(ClientId client, ClientState to, String actor, Instant now);

    /** Remembers an assertion's (client, jti) until the instant; false when it was used before. */
    boolean rememberAssertion(ClientId client, Jti jti, Instant now);

    /**
     * Remembers the administrator's token in force; the audit gets a line when it changed.
     *
     * @param sha256 of the token's text; the text itself is stored nowhere
     */
    void rememberAdminToken(byte[] sha256, Instant now);

    /** Deletes assertions that have expired. */
    void forgetAssertions(Instant before);

    /**
     * An enrolment token.
     *
     * @param sha256 of the token's text; the text itself is stored nowhere
     * @param name the name that its client will have, if it fixes one
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
     * An enrolled client.
     *
     * @param publicKey raw Ed25519, 32 bytes
     * @param keyNumber number of the current key, counted from 1
     * @param tokenSha256 hash of the token that it enrolled with
     * @param fixedName whether its token fixed the name
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
            Capabilities capabilities,
            Instant enrolledAt,
            Instant lastSeenAt) {}

    /** A client in a list; one that left has no name any more. */
    record ListedClient(
            long position,
            ClientId id,
            ClientState state,
            String group,
            @Nullable String name,
            Instant enrolledAt,
            Instant lastSeenAt) {}

    /** The id of a signed statement that may be used once, and how long to remember it. */
    record Jti(String text, Instant until) {}

    /** A change of keys, signed with both keys. */
    record Rotation(ClientId client, byte[] oldKey, byte[] newKey, List<Jti> proofs) {}

    /** The result of a key rotation. */
    enum Rotated {
        DONE,
        /** The client has the new key already. */
        BEFORE,
        /** The old key is no longer the client's. */
        OUTDATED,
        KEY_IN_USE,
        /** A proof was used before. */
        REPLAYED
    }

    /** The result of a change of state. */
    enum Moved {
        DONE,
        /** The client was in that state. */
        BEFORE,
        UNKNOWN
    }

    /** The result of an enrolment. */
    sealed interface Enrolled {
        record Done(EnrolledClient client) implements Enrolled {}

        /** The same key enrolled with the same token before. */
        record Before(EnrolledClient client) implements Enrolled {}

        record InvalidToken() implements Enrolled {}

        record KeyInUse() implements Enrolled {}

        record NameInUse() implements Enrolled {}
    }
}
