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
    private final Map<String, String> clientByToken = new HashMap<>();
    final Map<String, String> capabilities = new HashMap<>();
    private Instant now = Instant.now();
    private boolean skewed;
    private int issued;

    /** The server's clock stands still at this instant from now on. */
    synchronized void setClock(Instant instant) {
        now = instant;
        skewed = true;
    }

    synchronized void revokeTokens() {
        clientByToken.clear();
    }

    synchronized void forgetClients() {
        keyByClient.clear();
        clientByToken.clear();
    }

    synchronized int issuedTokens() {
        return issued;
    }

    synchronized boolean isValid(String authorization) {
        return caller(authorization) != null;
    }

    synchronized String keyOf(String client) {
        return keyByClient.get(client);
    }

    /** The calls under a client's own path. */
    synchronized Reply client(String call, String client, String authorization, byte[] body, String issuer)
            throws Exception {
        if (!client.equals(caller(authorization))) {
            return Reply.problem(403, "forbidden");
        }
        return switch (call) {
            case "keys" -> rotate(client, ProtocolJson.strict().readTree(body), issuer);
            case "capabilities" -> {
                capabilities.put(client, new String(body, StandardCharsets.UTF_8));
                yield Reply.empty(204);
            }
            default -> {
                keyByClient.remove(client);
                clientByKey.values().remove(client);
                clientByToken.values().removeIf(client::equals);
                yield Reply.empty(204);
            }
        };
    }

    private Reply rotate(String client, JsonNode request, String issuer) throws Exception {
        String newKey = request.path("publicKey").asString("");
        String oldKey = keyByClient.get(client);
        if (newKey.equals(oldKey)) {
            return Reply.empty(204);
        }
        if (!isRotation(request.path("proof").asString(""), oldKey, newKey, client, issuer)
                || !isRotation(request.path("newKeyProof").asString(""), newKey, newKey, client, issuer)) {
            return Reply.problem(422, "invalid-proof");
        }
        keyByClient.put(client, newKey);
        clientByKey.remove(oldKey);
        clientByKey.put(newKey, client);
        clientByToken.values().removeIf(client::equals);
        return Reply.empty(204);
    }

    private boolean isRotation(String jws, String key, String newKey, String client, String issuer) throws Exception {
        JsonNode claims = claims(jws.split("\\."), key, "key-rotation+jwt");
        return claims != null
                && claims.path("iss").asString("").equals(client)
                && claims.path("aud").asString("").equals(issuer)
                && claims.path("newKey").asString("").equals(newKey)
                && !isOutOfRange(claims.path("exp").asLong(0))
                && usedAssertions.add(client + " " + claims.path("jti").asString(""));
    }

    private String caller(String authorization) {
        return authorization != null && authorization.startsWith("Bearer ")
                ? clientByToken.get(authorization.substring(7))
                : null;
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
        capabilities.putIfAbsent(client, request.path("capabilities").toString());
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
        clientByToken.put(token, client);
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
