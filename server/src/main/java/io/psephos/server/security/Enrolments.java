package io.psephos.server.security;

import io.psephos.coordinator.Coordinator;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Sha256;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.Enrolled;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import io.psephos.server.security.IdentityStore.EnrolmentToken;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The enrolment of devices that hold an enrolment token and prove that they hold a key. Calls block. */
public final class Enrolments {
    private static final System.Logger LOG = System.getLogger(Enrolments.class.getName());
    private static final Set<String> PROOF_TYPES = Set.of("enrolment+jwt");

    private final IdentityStore store;
    private final ClientRegistry clients;
    private final Coordinator coordinator;
    private final RandomText random;
    private final Clock clock;

    public Enrolments(
            IdentityStore store, ClientRegistry clients, Coordinator coordinator, RandomText random, Clock clock) {
        this.store = store;
        this.clients = clients;
        this.coordinator = coordinator;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A device's request for enrolment.
     *
     * @param proof a JWS by the key over issuer and token
     */
    public record Application(
            String token,
            String publicKey,
            String proof,
            @Nullable String name,
            Capabilities capabilities) {}

    /** The result of an enrolment; {@code isNew} unless the same token and key enrolled before. */
    public record Admission(ClientId client, boolean isNew) {}

    /** @throws RefusedException for the first thing that is wrong, in the protocol's order */
    public Admission admit(Application application, String issuer) {
        Instant now = clock.instant();
        byte[] tokenHash = Sha256.of(application.token());
        Optional<byte[]> key = Ed25519Key.bytes(application.publicKey());
        EnrolmentToken token = store.tokenByHash(tokenHash)
                .filter(found -> isOpen(found, key, now))
                .orElseThrow(Enrolments::badToken);
        byte[] raw = key.orElseThrow(Enrolments::badKey);
        Ed25519Key point = Ed25519Key.of(raw).orElseThrow(Enrolments::badKey);
        checkProof(application.proof(), point, issuer, tokenHash, now);
        return switch (store.enrol(tokenHash, client(application, raw, token, now), now)) {
            case Enrolled.Done done -> admitted(done.client(), true);
            case Enrolled.Before before -> admitted(before.client(), false);
            case Enrolled.InvalidToken invalid -> throw badToken();
            case Enrolled.KeyInUse inUse ->
                throw RefusedException.of(ProblemCode.KEY_IN_USE, "the key belongs to another client or token");
            case Enrolled.NameInUse inUse ->
                throw RefusedException.of(ProblemCode.NAME_IN_USE, "a living client has the name", token.name());
        };
    }

    private Admission admitted(EnrolledClient client, boolean isNew) {
        if (isNew) {
            LOG.log(Level.INFO, "client {0} enrolled", client.id());
        }
        clients.refresh(client.id());
        clients.participant(client.id()).ifPresent(coordinator::arrived);
        return new Admission(client.id(), isNew);
    }

    private boolean isOpen(EnrolmentToken token, Optional<byte[]> key, Instant now) {
        return !token.revoked()
                && now.isBefore(token.expiresAt())
                && (token.used() < token.uses()
                        || key.filter(raw -> cameWith(raw, token)).isPresent());
    }

    private boolean cameWith(byte[] key, EnrolmentToken token) {
        return store.clientByKey(key)
                .filter(client -> Arrays.equals(client.tokenSha256(), token.sha256()))
                .isPresent();
    }

    private static void checkProof(String jws, Ed25519Key key, String issuer, byte[] tokenHash, Instant now) {
        String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(tokenHash);
        SignedClaims proof = SignedClaims.parse(jws, PROOF_TYPES)
                .filter(claims -> claims.isSignedBy(key)
                        && claims.text("aud").equals(issuer)
                        && claims.text("tokenHash").equals(hash)
                        && claims.hasExpiry())
                .orElseThrow(() -> RefusedException.of(
                        ProblemCode.INVALID_PROOF,
                        "the proof is not a JWS by the key over this issuer, the token's hash and exp"));
        proof.skew(now).ifPresent(skew -> {
            throw skew;
        });
    }

    private EnrolledClient client(Application application, byte[] key, EnrolmentToken token, Instant now) {
        return new EnrolledClient(
                new ClientId(random.id("c-")),
                ClientState.ACTIVE,
                key,
                1,
                token.sha256(),
                token.group(),
                token.name() == null ? application.name() : token.name(),
                token.name() != null,
                application.capabilities(),
                now,
                now);
    }

    private static RefusedException badToken() {
        return RefusedException.of(ProblemCode.INVALID_ENROLMENT_TOKEN, "the enrolment token is not valid");
    }

    static RefusedException badKey() {
        return RefusedException.of(
                ProblemCode.INVALID_KEY, "the key is not a raw Ed25519 public key of 32 bytes in base64url");
    }
}
