package io.psephos.server.security;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import io.psephos.server.security.IdentityStore.Rotated;
import io.psephos.server.security.IdentityStore.Rotation;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The replacement of a client's key, signed with the old key and the new one. Calls block. */
public final class KeyRotations {
    private static final Set<String> PROOF_TYPES = Set.of("key-rotation+jwt");

    private final IdentityStore store;
    private final ClientRegistry clients;
    private final Clock clock;

    public KeyRotations(IdentityStore store, ClientRegistry clients, Clock clock) {
        this.store = store;
        this.clients = clients;
        this.clock = clock;
    }

    /**
     * A client's request for a new key.
     *
     * @param proof a JWS by the old key
     * @param newKeyProof a JWS by the new key
     */
    public record Wish(String publicKey, String proof, String newKeyProof) {}

    /** @throws RefusedException for the first thing that is wrong, in the protocol's order */
    public void rotate(ClientId id, Wish wish, String issuer) {
        byte[] newKey = Ed25519Key.bytes(wish.publicKey()).orElseThrow(Enrolments::badKey);
        Ed25519Key point = Ed25519Key.of(newKey).orElseThrow(Enrolments::badKey);
        EnrolledClient client = store.client(id).orElseThrow(Memberships::unknown);
        if (Arrays.equals(client.publicKey(), newKey)) {
            return;
        }
        if (store.clientByKey(newKey).isPresent()) {
            throw keyInUse();
        }
        Instant now = clock.instant();
        Statement wanted = new Statement(id, issuer, wish.publicKey(), now);
        SignedClaims byOld =
                wanted.signed(wish.proof(), Ed25519Key.of(client.publicKey()).orElseThrow(KeyRotations::badProof));
        SignedClaims byNew = wanted.signed(wish.newKeyProof(), point);
        if (byOld.text("jti").equals(byNew.text("jti"))) {
            throw badProof();
        }
        Rotation rotation = new Rotation(id, client.publicKey(), newKey, List.of(byOld.jti(), byNew.jti()));
        judge(store.rotate(rotation, now));
        clients.refresh(id);
    }

    private static void judge(Rotated rotated) {
        switch (rotated) {
            case DONE, BEFORE -> {}
            case KEY_IN_USE -> throw keyInUse();
            case OUTDATED, REPLAYED -> throw badProof();
        }
    }

    private static RefusedException keyInUse() {
        return RefusedException.of(ProblemCode.KEY_IN_USE, "the key belongs to another client");
    }

    private static RefusedException badProof() {
        return RefusedException.of(
                ProblemCode.INVALID_PROOF,
                "the proofs are not fresh JWS by the old and the new key over this client, issuer and new key");
    }

    private record Statement(ClientId client, String issuer, String newKey, Instant now) {
        SignedClaims signed(String jws, Ed25519Key key) {
            return SignedClaims.parse(jws, PROOF_TYPES)
                    .filter(claims -> claims.isSignedBy(key)
                            && claims.text("iss").equals(client.value())
                            && claims.text("aud").equals(issuer)
                            && claims.text("newKey").equals(newKey)
                            && claims.countsOnce()
                            && claims.skew(now).isEmpty())
                    .orElseThrow(KeyRotations::badProof);
        }
    }
}
