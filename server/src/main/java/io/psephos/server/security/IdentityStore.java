package io.psephos.server.security;

import io.psephos.protocol.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Clients, their keys, enrolment tokens and used assertions, durable. Calls may block. */
public interface IdentityStore {

    /** Stores a fresh token; false when its fixed name belongs to a living client or another live token's client. */
    boolean addToken(EnrolmentToken token);

    Optional<EnrolmentToken> tokenByHash(byte[] sha256);

    /** Every token, oldest first. */
    List<EnrolmentToken> tokens();

    /** Ends a token; false when there is none of that id. */
    boolean revokeToken(String id);

    /**
     * In one transaction: uses the token up by one and adds the client. Checks again inside what may have changed: the
     * token's uses, expiry and revocation, the key and the name.
     */
    Enrolled enrol(byte[] tokenSha256, EnrolledClient client, Instant now);

    Optional<EnrolledClient> client(ClientId id);

    Optional<EnrolledClient> clientByKey(byte[] publicKey);

    /** Every client that has not left, oldest first. */
    List<EnrolledClient> living();

    /** Remembers an assertion's (client, jti) until the instant; false when it was there already. */
    boolean rememberAssertion(ClientId client, String jti, Instant until);

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
     * @param tokenSha256 of the token that it came with
     * @param fixedName whether its token fixed the name
     * @param codecs scheme names; empty when it named none
     */
    record EnrolledClient(
            ClientId id,
            byte[] publicKey,
            byte[] tokenSha256,
            String group,
            @Nullable String name,
            boolean fixedName,
            List<String> codecs,
            long maxParameters,
            Instant enrolledAt) {}

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
