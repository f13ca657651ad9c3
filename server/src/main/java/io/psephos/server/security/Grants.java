package io.psephos.server.security;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.Ids;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Access tokens for assertions: RFC 7523 §2.2 with the client's enrolled key. Calls block. */
public final class Grants {
    private static final Set<String> ASSERTION_TYPES = Set.of("JWT", "client-authentication+jwt");
    private static final int MAX_JTI = 64;

    private final IdentityStore store;
    private final ClientRegistry clients;
    private final AccessTokens tokens;
    private final Clock clock;

    public Grants(IdentityStore store, ClientRegistry clients, AccessTokens tokens, Clock clock) {
        this.store = store;
        this.clients = clients;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** A fresh access token. */
    public record Grant(String accessToken, long seconds) {}

    /** @throws RefusedException with one answer for every cause but a clock that is wrong under a good signature */
    public Grant grant(String assertion, String issuer) {
        SignedClaims claims = SignedClaims.parse(assertion, ASSERTION_TYPES).orElseThrow(Grants::invalid);
        String subject = claims.text("sub");
        byte[] publicKey = Ids.isValid(subject) ? clients.publicKey(new ClientId(subject)) : null;
        if (publicKey == null || !isSigned(claims, publicKey) || !fits(claims, subject, issuer)) {
            throw invalid();
        }
        Instant now = clock.instant();
        if (!claims.isTimely(now)) {
            throw clockSkew(now);
        }
        ClientId client = new ClientId(subject);
        if (!store.rememberAssertion(client, claims.text("jti"), claims.over())) {
            throw invalid();
        }
        return new Grant(tokens.issue(client, publicKey), tokens.seconds());
    }

    static RefusedException clockSkew(Instant now) {
        return RefusedException.of(ProblemCode.CLOCK_SKEW, "exp is out of range by the server's clock")
                .with("serverTime", now.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static boolean isSigned(SignedClaims claims, byte @Nullable [] publicKey) {
        return publicKey != null
                && Ed25519Key.of(publicKey).filter(claims::isSignedBy).isPresent();
    }

    private static boolean fits(SignedClaims claims, String subject, String issuer) {
        String jti = claims.text("jti");
        return claims.text("iss").equals(subject)
                && claims.text("aud").equals(issuer)
                && !jti.isEmpty()
                && jti.length() <= MAX_JTI
                && claims.hasExpiry();
    }

    public static RefusedException invalid() {
        return RefusedException.of(ProblemCode.INVALID_CLIENT, "the client could not be authenticated");
    }
}
