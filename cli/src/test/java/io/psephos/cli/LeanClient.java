package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;

/**
 * A client that holds nothing but its key, so that hundreds of them fit beside a server. What fails for now it tries again;
 * a call that is never answered is an error.
 */
final class LeanClient {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int HEAD = 48;
    private static final int CHECKSUM_AT = 40;

    private final URI server;
    private final HttpClient http;
    private final LongAdder refusals;
    private final KeyPair keys;
    private final String id;
    private String token = "";

    /**
     * Enrols.
     *
     * @param refusals counts the calls that had to be made again
     */
    LeanClient(URI server, HttpClient http, String invitation, LongAdder refusals)
            throws GeneralSecurityException, InterruptedException {
        this.server = server;
        this.http = http;
        this.refusals = refusals;
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(invitation.getBytes(StandardCharsets.UTF_8));
        String proof = signed("enrolment+jwt", Map.of("aud", issuer(), "tokenHash", base64(hash), "exp", inAMinute()));
        Map<String, Object> application = Map.of(
                "token",
                invitation,
                "publicKey",
                base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)),
                "proof",
                proof);
        id = json(send("POST", "/api/v1/enrollments", "application/json", () -> body(json(application))))
                .path("clientId")
                .asString();
    }

    /** An update of d floats, from base model version 0 on; all clients of a round may send the same bytes. */
    static byte[] frame(long version, int d, int seed) {
        ByteBuffer frame = ByteBuffer.allocate(HEAD + 4 * d).order(ByteOrder.LITTLE_ENDIAN);
        frame.put("PSPH".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0)
                .putLong(version)
                .putLong(d)
                .putLong(1)
                .putLong(4L * d)
                .position(HEAD);
        for (int i = 0; i < d; i++) {
            frame.putFloat(0.001f * ((i + seed) % 7 - 3));
        }
        CRC32C checksum = new CRC32C();
        checksum.update(frame.array(), 0, CHECKSUM_AT);
        checksum.update(frame.array(), HEAD, 4 * d);
        frame.putInt(CHECKSUM_AT, (int) checksum.getValue());
        return frame.array();
    }

    /** The assignment that it is offered next in a job. */
    JsonNode offer(String job) throws InterruptedException {
        while (true) {
            HttpResponse<String> answer =
                    send("GET", "/api/v1/offers?wait=PT20S&job=" + job, "", BodyPublishers::noBody);
            if (answer.statusCode() == 200) {
                return json(answer);
            }
        }
    }

    /** Sends an update until it is accepted; any other end of it is an error. */
    void upload(JsonNode offer, byte[] frame) throws InterruptedException {
        String link = offer.path("links").path("update").asString();
        Supplier<BodyPublisher> body = () -> BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(frame)), frame.length);
        String fate = json(send("PUT", link, "application/vnd.psephos.update", body))
                .path("fate")
                .asString();
        if (!fate.equals("accepted") && !fate.equals("counted")) {
            throw new IllegalStateException(link + ": " + fate);
        }
    }

    String fate(JsonNode offer) throws InterruptedException {
        return json(send(
                        "GET",
                        "/api/v1/assignments/" + offer.path("assignment").asString(),
                        "",
                        BodyPublishers::noBody))
                .path("fate")
                .asString();
    }

    private HttpResponse<String> send(String method, String path, String type, Supplier<BodyPublisher> body)
            throws InterruptedException {
        while (true) {
            HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                    .timeout(TIMEOUT)
                    .method(method, body.get());
            if (!type.isEmpty()) {
                request.header("Content-Type", type);
            }
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            try {
                HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
                if (answer.statusCode() == 401 && !path.equals("/api/v1/token")) {
                    token = "";
                    logIn();
                    continue;
                }
                if (answer.statusCode() < 300) {
                    return answer;
                }
                if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                    throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
                }
            } catch (HttpConnectTimeoutException e) {
                // The server is busy.
            } catch (HttpTimeoutException e) {
                throw new IllegalStateException(path + " was never answered", e);
            } catch (IOException e) {
                // The server is away.
            }
            refusals.increment();
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void logIn() throws InterruptedException {
        token = json(send("POST", "/api/v1/token", "application/x-www-form-urlencoded", this::assertion))
                .path("access_token")
                .asString();
    }

    /** Signed anew for each attempt, since the server takes each but once. */
    private BodyPublisher assertion() {
        String assertion = signed(
                "JWT",
                Map.of(
                        "iss",
                        id,
                        "sub",
                        id,
                        "aud",
                        issuer(),
                        "exp",
                        inAMinute(),
                        "jti",
                        UUID.randomUUID().toString()));
        String form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + assertion;
        return body(form);
    }

    private String issuer() {
        return server.toString();
    }

    private String signed(String kind, Map<String, Object> claims) {
        String text = base64(json(Map.of("alg", "EdDSA", "typ", kind)).getBytes(StandardCharsets.UTF_8)) + "."
                + base64(json(claims).getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long inAMinute() {
        return Instant.now().getEpochSecond() + 60;
    }

    private static BodyPublisher body(String text) {
        return BodyPublishers.ofString(text);
    }

    private static String json(Map<String, Object> value) {
        return ProtocolJson.strict().writeValueAsString(value);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return ProtocolJson.lenient().readTree(answer.body());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
