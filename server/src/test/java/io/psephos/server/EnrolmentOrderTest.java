package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.Participant;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Capabilities;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.Enrolments;
import io.psephos.server.security.Enrolments.Application;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.Invitations;
import io.psephos.server.security.RandomText;
import io.psephos.server.storage.Storage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of enrolment: the order of checks, and the answer to a repeated call. */
class EnrolmentOrderTest {
    private static final String PATH = "/api/v1/enrollments";

    @TempDir
    static Path data;

    static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A call with every fault at once, mended one after the other. */
    @Row({
        "POST /api/v1/enrollments",
        "415 unsupported-media-type",
        "422 invalid-member",
        "401 invalid-enrolment-token",
        "422 invalid-key",
        "422 invalid-proof",
        "409 key-in-use"
    })
    @Test
    void ofManyFaultsTheFirstIsTold() {
        Device known = server.enrol();
        String invitation = Device.invitation(server, "{}");
        String all = body("no-such-token", "AAAA", "x.y.z", ",\"more\":1");
        assertThat(refusal(server.send("POST", PATH, "", BodyPublishers.ofString(all), "Content-Type", "text/plain")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.post(PATH, "", all))).isEqualTo("422 invalid-member");
        assertThat(refusal(server.post(PATH, "", body("no-such-token", "AAAA", "x.y.z", ""))))
                .isEqualTo("401 invalid-enrolment-token");
        assertThat(refusal(server.post(PATH, "", body(invitation, "AAAA", "x.y.z", ""))))
                .isEqualTo("422 invalid-key");
        assertThat(refusal(server.post(PATH, "", body(invitation, known.publicKey(), "x.y.z", ""))))
                .isEqualTo("422 invalid-proof");
        assertThat(refusal(known.enrol(server, invitation))).isEqualTo("409 key-in-use");
        assertThat(new Device().enrol(server, invitation).statusCode())
                .as("no use was consumed")
                .isEqualTo(201);
    }

    @Row("POST /api/v1/enrollments")
    @Test
    void theAnswerHasItsThreeMembersAlsoTheSecondTime() {
        Device device = new Device();
        String invitation = Device.invitation(server, "{\"uses\":2}");
        HttpResponse<String> first = device.enrol(server, invitation);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(json(first).propertyNames()).containsExactlyInAnyOrder("clientId", "issuer", "tokenEndpoint");
        assertThat(json(first).path("clientId").asString()).matches("[A-Za-z0-9_-]{1,64}");
        for (int again = 0; again < 3; again++) {
            HttpResponse<String> answer = device.enrol(server, invitation);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(first.body());
        }
        assertThat(new Device().enrol(server, invitation).statusCode())
                .as("the second use is still there")
                .isEqualTo(201);
        assertThat(device.enrol(server, invitation).statusCode())
                .as("also when the token is used up")
                .isEqualTo(200);
    }

    @Row({"POST /api/v1/enrollments", "401 invalid-enrolment-token"})
    @Test
    void everyTokenThatIsNoneHasTheSameAnswer() {
        HttpResponse<String> issued = server.post("/api/v1/enrollment-tokens", server.admin, "{\"uses\":5}");
        String revoked = json(issued).path("token").asString();
        Device before = new Device();
        assertThat(before.enrol(server, revoked).statusCode()).isEqualTo(201);
        server.send(
                "DELETE",
                "/api/v1/enrollment-tokens/" + json(issued).path("id").asString(),
                server.admin,
                BodyPublishers.noBody());
        String usedUp = Device.invitation(server, "{}");
        assertThat(new Device().enrol(server, usedUp).statusCode()).isEqualTo(201);
        String expired = Device.invitation(server, "{\"expiresIn\":\"PT0.001S\"}");
        List<HttpResponse<String>> answers = List.of(
                new Device().enrol(server, "never-issued"),
                new Device().enrol(server, ""),
                new Device().enrol(server, revoked),
                before.enrol(server, revoked),
                new Device().enrol(server, usedUp),
                new Device().enrol(server, expired));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(refusal(answer)).isEqualTo("401 invalid-enrolment-token");
            assertThat(answer.body()).isEqualTo(answers.getFirst().body());
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        });
    }

    @Row("POST /api/v1/enrollments")
    @Test
    void whoCameWithATokenComesAgainOnlyUntilItExpires() {
        String issuer = "http://localhost:1";
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
        try (Storage storage = Storage.inMemory()) {
            IdentityStore store = storage.identities();
            RandomText random = new RandomText(new SecureRandom());
            Clock clock = clock(now);
            Enrolments enrolments =
                    new Enrolments(store, ClientRegistry.of(store), new ScriptedCoordinator(), random, clock);
            String token = new Invitations(store, random, clock)
                    .issue(1, Duration.ofHours(1), "default", null, "admin")
                    .text();
            Device device = new Device();
            Application application =
                    application(device, issuer, token, now.get().plusSeconds(60));
            assertThat(enrolments.admit(application, issuer).isNew()).isTrue();
            now.set(now.get().plus(Duration.ofHours(1)).minusMillis(1));
            Application late = application(device, issuer, token, now.get().plusSeconds(60));
            assertThat(enrolments.admit(late, issuer).isNew()).isFalse();
            now.set(now.get().plusMillis(1));
            assertThatThrownBy(() -> enrolments.admit(late, issuer))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ProblemCode.INVALID_ENROLMENT_TOKEN));
        }
    }

    @Row({"POST /api/v1/enrollments", "422 invalid-proof"})
    @Test
    void aProofIsACompactJwsOverThisIssuerAndThisToken() {
        Device device = new Device();
        String invitation = Device.invitation(server, "{}");
        Map<String, Object> good = proof(invitation);
        List<String> wrong = new ArrayList<>(List.of(
                "",
                "x.y.z",
                device.jws(Device.PROOF, good) + ".",
                device.jws(Device.PROOF, good) + "=",
                "{\"payload\":\"x\"}",
                new Device().jws(Device.PROOF, good),
                device.jws(Device.JWT, good),
                device.jws(Device.ROTATION, good),
                device.jws(Map.of("alg", "EdDSA"), good),
                device.jws(Map.of("alg", "none", "typ", "enrolment+jwt"), good),
                device.jws(Map.of("alg", "EdDSA", "typ", "enrolment+jwt", "kid", "1"), good)));
        for (Map.Entry<String, Object> change : List.<Map.Entry<String, Object>>of(
                Map.entry("aud", "http://elsewhere"),
                Map.entry("aud", List.of(server.issuer())),
                Map.entry("tokenHash", Device.base64(Device.sha256("another"))),
                Map.entry("tokenHash", ""),
                Map.entry("exp", "soon"))) {
            Map<String, Object> changed = new HashMap<>(good);
            changed.put(change.getKey(), change.getValue());
            wrong.add(device.jws(Device.PROOF, changed));
        }
        for (String claim : good.keySet()) {
            Map<String, Object> changed = new HashMap<>(good);
            changed.remove(claim);
            wrong.add(device.jws(Device.PROOF, changed));
        }
        assertThat(wrong)
                .allSatisfy(proof -> assertThat(
                                refusal(server.post(PATH, "", body(invitation, device.publicKey(), proof, ""))))
                        .isEqualTo("422 invalid-proof"));
        assertThat(device.enrol(server, invitation).statusCode()).isEqualTo(201);
    }

    @Row({"POST /api/v1/enrollments", "401 clock-skew"})
    @ParameterizedTest
    @ValueSource(longs = {-30, 290, 340})
    void aProofHasTheLeewayOfAssertions(long seconds) {
        Device device = new Device();
        String invitation = Device.invitation(server, "{}");
        String proof = device.proof(server, invitation, Device.in(seconds));
        assertThat(server.post(PATH, "", body(invitation, device.publicKey(), proof, ""))
                        .statusCode())
                .isEqualTo(201);
        Device stranger = new Device();
        String late = stranger.proof(server, invitation, Device.in(-300));
        String other = Device.invitation(server, "{}");
        assertThat(refusal(server.post(PATH, "", body(other, new Device().publicKey(), late, ""))))
                .as("the time is told under a good signature only")
                .isEqualTo("422 invalid-proof");
    }

    @Row("POST /api/v1/enrollments")
    @Test
    void capabilitiesDecideWhatIsOffered() {
        List<Participant> asked = new CopyOnWriteArrayList<>();
        server.coordinator().offers = (client, job) -> {
            asked.add(client);
            return new OfferOutcome.NothingNow(Duration.ofSeconds(8));
        };
        ask(",\"capabilities\":{\"codecs\":[\"sign\",\"qsgd\"],\"maxParameters\":7,\"secureAggregation\":true}");
        ask(",\"capabilities\":{\"codecs\":null},\"name\":null");
        assertThat(asked.get(0).codecs()).containsExactlyInAnyOrder("sign", "qsgd");
        assertThat(asked.get(0).maxParameters()).isEqualTo(7);
        Set<Integer> common = Set.of(0, 1, 2, 3, 4, 6, 7);
        assertThat(asked.get(1).codecs())
                .isEqualTo(CodecScheme.builtIn().stream()
                        .filter(scheme -> common.contains(scheme.frame()))
                        .map(CodecScheme::word)
                        .collect(Collectors.toSet()));
    }

    @Row({"POST /api/v1/enrollments", "422 invalid-member"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"capabilities\":{\"more\":1}",
                ",\"capabilities\":{\"codecs\":\"sign\"}",
                ",\"capabilities\":{\"codecs\":[null]}",
                ",\"capabilities\":{\"codecs\":[\"a b\"]}",
                ",\"capabilities\":{\"maxParameters\":0}",
                ",\"capabilities\":{\"maxParameters\":1.5}",
                ",\"capabilities\":[]",
                ",\"name\":7",
                ",\"name\":\"a\\nb\"",
                ",\"clientId\":\"c-1\""
            })
    void membersOfTheWrongKindAreNone(String extra) {
        Device device = new Device();
        String invitation = Device.invitation(server, "{}");
        String proof = device.proof(server, invitation, Device.in(60));
        assertThat(refusal(server.post(PATH, "", body(invitation, device.publicKey(), proof, extra))))
                .isEqualTo("422 invalid-member");
    }

    @Row("POST /api/v1/enrollments")
    @Test
    void aTokensNameStandsAboveTheBodys() {
        assertThat(nameOf("{\"name\":\"fixed\"}", ",\"name\":\"wished\"")).isEqualTo("fixed");
        assertThat(nameOf("{}", ",\"name\":\"" + "w".repeat(200) + "\"")).isEqualTo("w".repeat(200));
    }

    private static String nameOf(String invitation, String extra) {
        Device device = new Device();
        String token = Device.invitation(server, invitation);
        HttpResponse<String> answer = server.post(
                PATH, "", body(token, device.publicKey(), device.proof(server, token, Device.in(60)), extra));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String id = json(answer).path("clientId").asString();
        return json(server.get("/api/v1/clients?limit=500", server.admin))
                .path("items")
                .valueStream()
                .filter(client -> client.path("client").asString().equals(id))
                .map(client -> client.path("name").asString())
                .findFirst()
                .orElseThrow();
    }

    private static void ask(String extra) {
        Device device = new Device();
        String token = Device.invitation(server, "{}");
        HttpResponse<String> answer = server.post(
                PATH, "", body(token, device.publicKey(), device.proof(server, token, Device.in(60)), extra));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        device.id = json(answer).path("clientId").asString();
        String access = json(device.token(server, device.assertion(server)))
                .path("access_token")
                .asString();
        assertThat(server.get("/api/v1/offers", access).statusCode()).isEqualTo(204);
    }

    private static Map<String, Object> proof(String invitation) {
        return Map.of(
                "aud", server.issuer(), "tokenHash", Device.base64(Device.sha256(invitation)), "exp", Device.in(60));
    }

    private static Application application(Device device, String issuer, String token, Instant expiry) {
        String proof = device.jws(
                Device.PROOF,
                Map.of(
                        "aud",
                        issuer,
                        "tokenHash",
                        Device.base64(Device.sha256(token)),
                        "exp",
                        expiry.getEpochSecond()));
        return new Application(token, device.publicKey(), proof, null, new Capabilities(List.of(), 1, null));
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    private static String body(String token, String key, String proof, String extra) {
        return "{\"token\":\"%s\",\"publicKey\":\"%s\",\"proof\":\"%s\"%s}"
                .formatted(token, key, proof.replace("\"", "\\\""), extra);
    }
}
