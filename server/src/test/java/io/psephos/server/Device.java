package io.psephos.server;

import io.psephos.protocol.json.ProtocolJson;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A client as the protocol's text describes it, written without the server's own classes. */
final class Device {
    static final Map<String, Object> JWT = Map.of("alg", "EdDSA", "typ", "JWT");
    static final Map<String, Object> PROOF = Map.of("alg", "EdDSA", "typ", "enrolment+jwt");
    static final Map<String, Object> ROTATION = Map.of("alg", "EdDSA", "typ", "key-rotation+jwt");

    final KeyPair keys;
    String id = "";
    String token = "";

    Device() {
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Device enrolled(TestServer server) {
        return enrolled(server, "{}");
    }

    /** @param body of the call for its enrolment token */
    static Device enrolled(TestServer server, String body) {
        Device device = new Device();
        HttpResponse<String> answer = device.enrol(server, invitation(server, body));
        device.id = TestServer.json(answer).path("clientId").asString();
        device.token = TestServer.json(device.token(server, device.assertion(server)))
                .path("access_token")
                .asString();
        return device;
    }

    static String invitation(TestServer server, String body) {
        return TestServer.json(server.post("/api/v1/enrollment-tokens", server.admin, body))
                .path("token")
                .asString();
    }

    HttpResponse<String> enrol(TestServer server, String invitation) {
        return server.post("/api/v1/enrollments", "", application(invitation, proof(server, invitation, in(60))));
    }

    String application(String invitation, String proof) {
        return ProtocolJson.strict()
                .writeValueAsString(Map.of("token", invitation, "publicKey", publicKey(), "proof", proof));
    }

    String proof(TestServer server, String invitation, long expiry) {
        return jws(PROOF, Map.of("aud", server.issuer(), "tokenHash", base64(sha256(invitation)), "exp", expiry));
    }

    Map<String, Object> claims(TestServer server) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", id);
        claims.put("sub", id);
        claims.put("aud", server.issuer());
        claims.put("exp", in(60));
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    String assertion(TestServer server) {
        return jws(JWT, claims(server));
    }

    HttpResponse<String> token(TestServer server, String assertion) {
        String form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + assertion;
        return server.send(
                "POST",
                "/api/v1/token",
                "",
                BodyPublishers.ofString(form),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    String jws(Map<String, Object> header, Map<String, Object> claims) {
        return jws(header, ProtocolJson.strict().writeValueAsString(claims));
    }

    /** @param claims as JSON text, which may be of any kind */
    String jws(Map<String, Object> header, String claims) {
        String signed = base64(ProtocolJson.strict().writeValueAsBytes(header)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String publicKey() {
        byte[] encoded = ((EdECPublicKey) keys.getPublic()).getEncoded();
        byte[] raw = new byte[32];
        System.arraycopy(encoded, encoded.length - 32, raw, 0, 32);
        return base64(raw);
    }

    static long in(long seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
