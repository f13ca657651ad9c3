package io.psephos.client;

import io.psephos.protocol.json.ProtocolJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The replacement of a client's key, safe against crashes: the new key is on disk before the server hears of it, and
 * replaces the old one once the server has it. After a crash with both on disk the rotation is requested again; if the
 * server no longer knows the old key, the new one is tried.
 */
final class KeyRotation {
    private final Session session;
    private final KeyFiles keys;

    KeyRotation(Session session, KeyFiles keys) {
        this.session = session;
        this.keys = keys;
    }

    /**
     * Replaces the key.
     *
     * @throws PsephosClientException when the server refuses; the old key stays then
     */
    void rotate() {
        Optional<PsephosClientException> refusal = replaceBy(keys.nextOrNew());
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Completes a rotation that a crash interrupted; a refusal leaves the old key. */
    void finish() {
        keys.next().ifPresent(this::replaceBy);
    }

    /** Asks the server for the replacement; returns why it did not happen, if it did not. */
    private Optional<PsephosClientException> replaceBy(SigningKey next) {
        SigningKey old = keys.current();
        try {
            Answer answer = session.apiWith(old).rotateKey(session.client(), () -> body(old, next));
            if (!answer.isSuccess()) {
                keys.dropNext();
                return Optional.of(PsephosClientException.refused("the server does not take a new key", answer));
            }
        } catch (PsephosClientException e) {
            if (!e.isUnknownClient()) {
                throw e;
            }
            session.tokensOf(next).current();
        }
        if (!isKnown(next)) {
            return Optional.of(new PsephosClientException("the server does not know the new key, though the call to"
                    + " replace the old one was answered: something on the way did; call again"));
        }
        keys.promote();
        return Optional.empty();
    }

    /** Whether the server gives the key a token; an answer without a body proves nothing. */
    private boolean isKnown(SigningKey key) {
        try {
            session.tokensOf(key).current();
            return true;
        } catch (PsephosClientException e) {
            if (!e.isUnknownClient()) {
                throw e;
            }
            return false;
        }
    }

    private byte[] body(SigningKey old, SigningKey next) {
        String publicKey = Jws.base64url(next.raw());
        return ProtocolJson.lenient()
                .writeValueAsBytes(Map.of(
                        "publicKey",
                        publicKey,
                        "proof",
                        Jws.sign("key-rotation+jwt", claims(publicKey), old),
                        "newKeyProof",
                        Jws.sign("key-rotation+jwt", claims(publicKey), next)));
    }

    private Map<String, Object> claims(String newKey) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", session.client().value());
        claims.put("aud", session.issuer());
        claims.put("newKey", newKey);
        claims.put("jti", session.freshId());
        claims.put("exp", session.clock().expiry());
        return claims;
    }
}
