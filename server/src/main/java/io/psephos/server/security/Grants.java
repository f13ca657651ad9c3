package io.psephos.server.security;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.Ids;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The issue of access tokens for signed assertions (RFC 7523 §2.2). Calls block. */
public final class Grants {
    private static final Set<String> ASSERTION_TYPES = Set.of("JWT", "client-authentication+jwt");

    private final IdentityStore store;
    private final ClientRegistry clients;
    private final IssuedAccessTokens tokens;
    private final RateLimit perClient;
    private final Clock clock;

    /**
     * @param perClient rate limit that counts only calls with the client's valid signature, so that no stranger
     *     uses it up
     */
    public Grants(
            IdentityStore store, ClientRegistry clients, IssuedAccessTokens tokens, RateLimit perClient, Clock clock) {
        this.store = store;
        this.clients = clients;
        this.tokens = tokens;
        this.perClient = perClient;
        this.clock = clock;
    }

    /** A fresh access token and its lifetime. */
    public record Grant(String accessToken, long seconds) {}

    /**
     * Issues an access token for an assertion.
     *
     * @param clientId the id that the call gives beside the assertion; empty without one
     * @throws RefusedException with one answer for every cause but a clock that is wrong under a good signature
     */
    public Grant grant(String assertion, String clientId, String issuer) {
        SignedClaims claims = SignedClaims.parse(assertion, ASSERTION_TYPES).orElseThrow(Grants::invalid);
        String subject = claims.text("sub");
        if (!clientId.isEmpty() && !clientId.equals(subject)) {
            throw invalid();
        }
        EnrolledClient client = client(subject).orElseThrow(Grants::invalid);
        if (!isSigned(claims, client.publicKey()) || !fits(claims, subject, issuer)) {
            throw invalid();
        }
        perClient.take(subject);
        Instant now = clock.instant();
        claims.skew(now).ifPresent(skew -> {
            throw skew;
        });
        if (!store.rememberAssertion(client.id(), claims.jti(), now)) {
            throw invalid();
        }
        return new Grant(tokens.issue(client), tokens.seconds());
    }

    private Optional<EnrolledClient> client(String subject) {
        return Ids.isValid(subject) ? clients.client(new ClientId(subject)) : Optional.empty();
    }

    private static boolean isSigned(SignedClaims claims, byte[] publicKey) {
        return Ed25519Key.of(publicKey).filter(claims::isSignedBy).isPresent();
    }

    private static boolean fits(SignedClaims claims, String subject, String issuer) {
        return claims.text("iss").equals(subject) && claims.text("aud").equals(issuer) && claims.countsOnce();
    }

    public static RefusedException invalid() {
        return RefusedException.of(ProblemCode.INVALID_CLIENT, "the client could not be authenticated");
    }
}
