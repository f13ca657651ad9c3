package io.psephos.cli;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A sender of malformed updates in the name of an enrolled client, with a token of its own for that client's key. */
final class MalformedUploads {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private final Path client;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param client the client's data directory */
    MalformedUploads(Path client) {
        this.client = client;
    }

    /** Bytes that a server answered with a refusal. */
    record Refused(AssignmentId assignment, int status, byte[] digest) {}

    /** The refusal of 48 bytes for the assignment; empty when no verdict came, as from a server that was killed. */
    Optional<Refused> send(Offer offer) {
        byte[] bytes = ("no update for " + offer.assignment() + " ".repeat(48)).getBytes(StandardCharsets.US_ASCII);
        try {
            JsonNode identity = ProtocolJson.lenient().readTree(Files.readString(client.resolve("client.json")));
            URI server = URI.create(identity.path("issuer").asString());
            HttpRequest put = HttpRequest.newBuilder(
                            server.resolve(offer.links().update()))
                    .header("Authorization", "Bearer " + token(identity))
                    .header("Content-Type", "application/vnd.psephos.update")
                    .PUT(BodyPublishers.ofByteArray(bytes))
                    .build();
            int status = http.send(put, BodyHandlers.discarding()).statusCode();
            if (status >= 500) {
                return Optional.empty();
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Optional.of(new Refused(offer.assignment(), status, digest));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(JsonNode identity) throws IOException, InterruptedException, GeneralSecurityException {
        String form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + assertion(identity);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(identity.path("tokenEndpoint").asString()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        return ProtocolJson.lenient()
                .readTree(answer.body())
                .path("access_token")
                .asString();
    }

    private String assertion(JsonNode identity) throws IOException, GeneralSecurityException {
        String id = identity.path("clientId").asString();
        String claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d,\"jti\":\"%s\"}"
                .formatted(
                        id,
                        id,
                        identity.path("issuer").asString(),
                        Instant.now().getEpochSecond() + 60,
                        UUID.randomUUID());
        String signed = base64("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64(signature.sign());
    }

    private PrivateKey key() throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(client.resolve("client.key")));
        if (!pem.find()) {
            throw new IOException("no private key in " + client);
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
