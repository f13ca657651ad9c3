package io.psephos.server.security;

import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Utf8;
import io.psephos.protocol.json.JsonText;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.IdentityStore.Jti;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A parsed compact JWS (RFC 7515) of the algorithm and types that the protocol allows. */
final class SignedClaims {
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_JTI = 64;
    private static final Set<String> ALGORITHMS = Set.of("EdDSA", "Ed25519");

    private final JsonNode claims;
    private final byte[] signed;
    private final byte[] signature;

    private SignedClaims(JsonNode claims, byte[] signed, byte[] signature) {
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    /** Parses the claims under a header of exactly this algorithm and type; empty for any other text. */
    static Optional<SignedClaims> parse(String jws, Set<String> types) {
        String[] parts = jws.split("\\.", -1);
        if (jws.length() > MAX_LENGTH || parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode header = json(parts[0]);
            JsonNode claims = json(parts[1]);
            boolean known = header.isObject()
                    && header.size() == 2
                    && ALGORITHMS.contains(header.path("alg").asString(""))
                    && types.contains(header.path("typ").asString(""));
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            return known && claims.isObject()
                    ? Optional.of(new SignedClaims(claims, signed, bytes(parts[2])))
                    : Optional.empty();
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isSignedBy(Ed25519Key key) {
        return key.signed(signed, signature);
    }

    /** Returns the claim if it is a string, else an empty text. */
    String text(String claim) {
        JsonNode node = claims.path(claim);
        return node.isString() ? node.stringValue() : "";
    }

    boolean hasExpiry() {
        return claims.path("exp").isNumber();
    }

    /** The refusal of claims whose time bounds the server's clock is not within, which names the bound. */
    Optional<RefusedException> skew(Instant now) {
        double seconds = now.toEpochMilli() / 1e3;
        double expiry = JsonText.number(claims.path("exp"));
        JsonNode notBefore = claims.path("nbf");
        if (!(expiry > seconds - LEEWAY.toSeconds()
                && expiry <= seconds + LONGEST.plus(LEEWAY).toSeconds())) {
            return Optional.of(skew("exp", now));
        }
        return notBefore.isNumber() && JsonText.number(notBefore) > seconds + LEEWAY.toSeconds()
                ? Optional.of(skew("nbf", now))
                : Optional.empty();
    }

    private RefusedException skew(String bound, Instant now) {
        return RefusedException.of(
                        ProblemCode.CLOCK_SKEW,
                        bound + " is out of range by the server's clock",
                        claims.path(bound).toString())
                .with("serverTime", now.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Whether the statement has an id and an expiry, so that it can be used only once. */
    boolean countsOnce() {
        String jti = text("jti");
        return !jti.isEmpty() && jti.length() <= MAX_JTI && isPlain(jti) && hasExpiry();
    }

    /** Whether the text has neither control characters nor half a character, which not every database keeps. */
    private static boolean isPlain(String text) {
        return Utf8.has(text) && text.chars().noneMatch(Character::isISOControl);
    }

    /** Returns the statement's id and the end of its validity, leeway included. */
    Jti jti() {
        return new Jti(text("jti"), over());
    }

    private Instant over() {
        return Instant.ofEpochSecond((long) Math.ceil(JsonText.number(claims.path("exp"))))
                .plus(LEEWAY);
    }

    private static JsonNode json(String part) {
        return ProtocolJson.strict().readTree(bytes(part));
    }

    private static byte[] bytes(String part) {
        if (part.indexOf('=') >= 0) {
            throw new IllegalArgumentException("padding in a JWS");
        }
        return Base64.getUrlDecoder().decode(part);
    }
}
