package io.psephos.client;

import io.psephos.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** The writer of compact JSON web signatures with Ed25519 (RFC 7515, RFC 8037). */
final class Jws {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final int ID_BYTES = 16;

    private Jws() {}

    /** Returns the signed claims. */
    static String sign(String type, Map<String, Object> claims, SigningKey key) {
        String header = "{\"alg\":\"EdDSA\",\"typ\":\"" + type + "\"}";
        String payload = ProtocolJson.lenient().writeValueAsString(claims);
        String signed = base64url(header) + "." + base64url(payload);
        return signed + "." + base64url(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns a random value for {@code jti}. */
    static String freshId(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return base64url(id);
    }

    static String base64url(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    private static String base64url(String text) {
        return base64url(text.getBytes(StandardCharsets.UTF_8));
    }
}
