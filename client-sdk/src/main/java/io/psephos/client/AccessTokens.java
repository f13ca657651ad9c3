package io.psephos.client;

import static java.util.Objects.requireNonNull;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.ProblemCode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short-lived bearer tokens, each bought with an assertion that the client's key signed (RFC 7523 §2.2). */
final class AccessTokens {
    private static final double REFRESH_AT = 0.8;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Settings settings;
    private final ClientId client;
    private final String issuer;
    private final URI endpoint;
    private final SigningKey key;
    private final HttpCalls exchanges;
    private final ServerClock clock;
    private @Nullable String token;
    private Instant refreshAt = Instant.MIN;

    AccessTokens(Identity identity, SigningKey key, HttpCalls exchanges, ServerClock clock, Settings settings) {
        this.settings = settings;
        this.client = requireNonNull(identity.clientId());
        this.issuer = requireNonNull(identity.issuer());
        this.endpoint = URI.create(requireNonNull(identity.tokenEndpoint()));
        this.key = key;
        this.exchanges = exchanges;
        this.clock = clock;
    }

    /** Returns a token with at least a fifth of its lifetime left. */
    String current() {
        return atHand().orElseGet(this::fetch);
    }

    /** Returns the token, if it is good without another call. */
    Optional<String> atHand() {
        return Optional.ofNullable(token).filter(known -> clock.now().isBefore(refreshAt));
    }

    /** Drops the token, which the server has refused. */
    void drop() {
        token = null;
    }

    private String fetch() {
        Instant asked = clock.now();
        Answer answer = clock.correcting(
                () -> exchanges.untilAnswered(Expected.token(), () -> request().anonymous()));
        if (!answer.isSuccess()) {
            throw answer.isProblem(ProblemCode.INVALID_CLIENT)
                    ? PsephosClientException.unknownClient(client, settings, answer)
                    : PsephosClientException.refused("the server gives this client no token", answer);
        }
        String fresh = answer.json().path("access_token").asString("");
        double life = answer.json().path("expires_in").asDouble(0);
        refreshAt = asked.plusMillis((long) (life * 1000 * REFRESH_AT));
        token = fresh;
        return fresh;
    }

    private Call request() {
        String form = "grant_type=client_credentials"
                + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + encoded(assertion());
        return Call.send(
                "POST",
                endpoint,
                Expected.token(),
                FORM,
                form.getBytes(StandardCharsets.US_ASCII),
                settings.requestTimeout());
    }

    private String assertion() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", client.value());
        claims.put("sub", client.value());
        claims.put("aud", issuer);
        claims.put("exp", clock.expiry());
        claims.put("jti", Jws.freshId(settings.random()));
        return Jws.sign("JWT", claims, key);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
