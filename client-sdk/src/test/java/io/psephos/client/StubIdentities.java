package io.psephos.client;

import io.psephos.protocol.json.ProtocolJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Enrolment and tokens as the protocol has them: every signature and claim is checked. */
final class StubIdentities {
    static final String TOKEN = "an-invitation-of-128-bits";

    private final Map<String, String> clientByKey = new HashMap<>();
    private final Map<String, String> keyByClient = new HashMap<>();
    private final Set<String> usedAssertions = new HashSet<>();
    private final Set<String> tokens = new HashSet<>();
    private Instant now = Instant.now();
    private boolean skewed;
    private int issued;

    /** The server's clock stands still at this instant from now on. */
    synchronized void setClock(Instant instant) {
        now = instant;
        skewed = true;
    }

    synchronized void revokeTokens() {
        tokens.clear();
    }

    synchronized void forgetClients() {
        keyByClient.clear();
        tokens.clear();
    }

    synchronized int issuedTokens() {
        return issued;
    }

    synchronized boolean isValid(String authorization) {
        return authorization != null
                && authorization.startsWith("Bearer ")
                && tokens.contains(authorization.substring(7));
    }

    synchronized Reply enrol(byte[] body, String issuer, String tokenEndpoint) throws Exception {
        JsonNode request = ProtocolJson.strict().readTree(body);
        if (!request.path("token").asString("").equals(TOKEN)) {
            return Reply.problem(401, "invalid-enrolment-token");
        }
        String key = request.path("publicKey").asString("");
        String[] proof = request.path("proof").asString("").split("\\.");
        JsonNode claims = claims(proof, key, "enrolment+jwt");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
        if (claims == null
                || !claims.path("aud").asString("").equals(issuer)
                || !claims.path("tokenHash").asString("").equals(Jws.base64url(hash))) {
            return Reply.problem(422, "invalid-proof");
        }
        if (isOutOfRange(claims.path("exp").asLong(0))) {
            return Reply.problem(401, "clock-skew", Map.of("serverTime", now().toString()));
        }
        if (!request.path("capabilities").path("codecs").isArray()) {
            return Reply.problem(422, "invalid-member");
        }
        boolean known = clientByKey.containsKey(key);
        String client = clientByKey.computeIfAbsent(key, k -> "c-" + (clientByKey.size() + 1));
        keyByClient.put(client, key);
        return Reply.json(
                known ? 200 : 201,
                Map.of("clientId", client, "issuer", issuer, "tokenEndpoint", tokenEndpoint, "later", "member"));
    }

    synchronized Reply token(byte[] body, String issuer) throws Exception {
        Map<String, String> form = form(new String(body, StandardCharsets.US_ASCII));
        if (!"client_credentials".equals(form.get("grant_type"))
                || !"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                        .equals(form.get("client_assertion_type"))) {
            return Reply.problem(422, "invalid-member");
        }
        String[] assertion = form.getOrDefault("client_assertion", "").split("\\.");
        JsonNode claimed = ProtocolJson.strict().readTree(Base64.getUrlDecoder().decode(assertion[1]));
        String client = claimed.path("iss").asString("");
        String key = keyByClient.get(client);
        JsonNode claims = key == null ? null : claims(assertion, key, "JWT");
        if (claims == null
                || !claims.path("sub").asString("").equals(client)
                || !claims.path("aud").asString("").equals(issuer)
                || claims.path("jti").asString("").isEmpty()
                || claims.path("jti").asString("").length() > 64
                || !usedAssertions.add(client + " " + claims.path("jti").asString(""))) {
            return Reply.problem(401, "invalid-client", Map.of("error", "invalid_client"));
        }
        if (isOutOfRange(claims.path("exp").asLong(0))) {
            return Reply.problem(401, "clock-skew", Map.of("error", "invalid_client", "serverTime", now().toString()));
        }
        String token = "t-" + ++issued;
        tokens.add(token);
        return Reply.json(200, Map.of("access_token", token, "token_type", "Bearer", "expires_in", 900));
    }

    private Instant now() {
        return skewed ? now : Instant.now();
    }

    private boolean isOutOfRange(long exp) {
        long seconds = now().getEpochSecond();
        return exp < seconds - 60 || exp > seconds + 300 + 60;
    }

    private static JsonNode claims(String[] jws, String key, String type) throws Exception {
        byte[] raw = Base64.getUrlDecoder().decode(key);
        String header = new String(Base64.getUrlDecoder().decode(jws[0]), StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey(raw));
        signature.update((jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII));
        boolean good = jws.length == 3
                && raw.length == 32
                && !jws[2].endsWith("=")
                && header.equals("{\"alg\":\"EdDSA\",\"typ\":\"" + type + "\"}")
                && signature.verify(Base64.getUrlDecoder().decode(jws[2]));
        return good ? ProtocolJson.strict().readTree(Base64.getUrlDecoder().decode(jws[1])) : null;
    }

    /** RFC 8032 §5.1.3: little-endian y, the top bit is the parity of x. */
    private static PublicKey publicKey(byte[] raw) throws Exception {
        byte[] y = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            y[i] = raw[raw.length - 1 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            form.put(
                    pair.substring(0, equals),
                    java.net.URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }
}
