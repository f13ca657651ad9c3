package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
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

    @Test
    void aDeviceBecomesAClientAndGetsAToken() {
        Device device = new Device();
        HttpResponse<String> enrolled = device.enrol(server, Device.invitation(server, "{}"));
        assertThat(enrolled.statusCode()).isEqualTo(201);
        assertThat(json(enrolled).path("issuer").asString()).isEqualTo(server.issuer());
        assertThat(json(enrolled).path("tokenEndpoint").asString()).isEqualTo(server.issuer() + "/api/v1/token");
        device.id = json(enrolled).path("clientId").asString();

        HttpResponse<String> granted = device.token(server, device.assertion(server));
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
        assertThat(granted.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(json(granted).path("token_type").asString()).isEqualTo("Bearer");
        assertThat(json(granted).path("expires_in").asInt()).isEqualTo(900);
        assertThat(server.get(
                                "/api/v1/offers",
                                json(granted).path("access_token").asString())
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void theMetadataNamesIssuerAndTokenEndpoint() {
        HttpResponse<String> metadata = server.get("/.well-known/oauth-authorization-server", "");
        assertThat(json(metadata).path("issuer").asString()).isEqualTo("http://localhost:" + server.server.port());
        assertThat(json(metadata).path("token_endpoint").asString()).isEqualTo(server.issuer() + "/api/v1/token");
    }

    @Test
    void theSameTokenAndKeyAgainGiveTheSameIdAndTakeNoUse() {
        Device device = new Device();
        String invitation = Device.invitation(server, "{\"uses\":1}");
        HttpResponse<String> first = device.enrol(server, invitation);
        HttpResponse<String> again = device.enrol(server, invitation);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again)).isEqualTo(json(first));
        assertThat(refusal(new Device().enrol(server, invitation))).isEqualTo("401 invalid-enrolment-token");
        assertThat(refusal(device.enrol(server, Device.invitation(server, "{}"))))
                .isEqualTo("409 key-in-use");
    }

    @Test
    void unknownUsedUpAndRevokedTokensHaveOneAnswer() {
        HttpResponse<String> issued = server.post("/api/v1/enrollment-tokens", server.admin, "{}");
        HttpResponse<String> revoked = server.send(
                "DELETE",
                "/api/v1/enrollment-tokens/" + json(issued).path("id").asString(),
                server.admin,
                BodyPublishers.noBody());
        assertThat(revoked.statusCode()).isEqualTo(204);
        HttpResponse<String> unknown = new Device().enrol(server, "never-issued");
        HttpResponse<String> ended =
                new Device().enrol(server, json(issued).path("token").asString());
        assertThat(refusal(unknown)).isEqualTo("401 invalid-enrolment-token");
        assertThat(ended.body()).isEqualTo(unknown.body());
    }

    @Test
    void enrolmentJudgesTokenBeforeKeyBeforeProof() {
        String invitation = Device.invitation(server, "{}");
        Device device = new Device();
        String badKey = "{\"token\":\"%s\",\"publicKey\":\"AAAA\",\"proof\":\"x\"}";
        assertThat(refusal(server.post("/api/v1/enrollments", "", badKey.formatted("no-such-token"))))
                .isEqualTo("401 invalid-enrolment-token");
        assertThat(refusal(server.post("/api/v1/enrollments", "", badKey.formatted(invitation))))
                .isEqualTo("422 invalid-key");
        assertThat(refusal(server.post("/api/v1/enrollments", "", device.application(invitation, "x.y.z"))))
                .isEqualTo("422 invalid-proof");
        assertThat(refusal(server.post(
                        "/api/v1/enrollments",
                        "",
                        device.application(invitation, new Device().proof(server, invitation, Device.in(60))))))
                .isEqualTo("422 invalid-proof");
        assertThat(device.enrol(server, invitation).statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "7P________________________________________8",
                "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
                "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o",
                "7f________________________________________8",
                "__________________________________________8",
                "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void keysThatProveNothingAreRefused(String key) {
        String invitation = Device.invitation(server, "{}");
        String body = "{\"token\":\"%s\",\"publicKey\":\"%s\",\"proof\":\"x.y.z\"}".formatted(invitation, key);
        assertThat(refusal(server.post("/api/v1/enrollments", "", body))).isEqualTo("422 invalid-key");
    }

    @ParameterizedTest
    @CsvSource({"-120", "600"})
    void aProofOutOfTimeIsAWrongClock(long seconds) {
        Device device = new Device();
        String invitation = Device.invitation(server, "{}");
        HttpResponse<String> answer = server.post(
                "/api/v1/enrollments",
                "",
                device.application(invitation, device.proof(server, invitation, Device.in(seconds))));
        assertThat(refusal(answer)).isEqualTo("401 clock-skew");
        assertThat(Instant.parse(json(answer).path("serverTime").asString())).isBefore(Instant.now());
    }

    @Test
    void anAssertionWorksOnce() {
        Device device = server.enrol();
        String assertion = device.assertion(server);
        assertThat(device.token(server, assertion).statusCode()).isEqualTo(200);
        HttpResponse<String> replayed = device.token(server, assertion);
        assertThat(refusal(replayed)).isEqualTo("401 invalid-client");
        assertThat(json(replayed).path("error").asString()).isEqualTo("invalid_client");
    }

    @Test
    void everyWrongAssertionHasOneAnswer() {
        Device device = server.enrol();
        Device stranger = new Device();
        stranger.id = device.id;
        String good = device.assertion(server);
        List<String> wrong = List.of(
                "",
                "a.b",
                "....",
                good.substring(0, good.length() - 4) + "AAAA",
                stranger.assertion(server),
                device.jws(with(Device.JWT, "alg", "none"), device.claims(server)),
                device.jws(with(Device.JWT, "alg", "HS256"), device.claims(server)),
                device.jws(with(Device.JWT, "typ", "enrolment+jwt"), device.claims(server)),
                device.jws(with(Device.JWT, "kid", "1"), device.claims(server)),
                device.jws(with(Device.JWT, "jwk", Map.of()), device.claims(server)),
                device.jws(with(Device.JWT, "crit", List.of("exp")), device.claims(server)),
                device.jws(Device.JWT, with(device.claims(server), "aud", "http://elsewhere")),
                device.jws(Device.JWT, with(device.claims(server), "aud", List.of(server.issuer()))),
                device.jws(Device.JWT, with(device.claims(server), "iss", "c-other")),
                device.jws(Device.JWT, with(device.claims(server), "sub", "../etc")),
                device.jws(Device.JWT, with(device.claims(server), "jti", "x".repeat(65))),
                device.jws(Device.JWT, with(device.claims(server), "jti", 7)),
                device.jws(Device.JWT, with(device.claims(server), "exp", "soon")));
        String one = device.token(server, wrong.getFirst()).body();
        assertThat(wrong).allSatisfy(assertion -> {
            HttpResponse<String> answer = device.token(server, assertion);
            assertThat(refusal(answer)).isEqualTo("401 invalid-client");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).isEqualTo(one);
        });
    }

    @Test
    void otherSpellingsOfTheHeaderAreTaken() {
        Device device = server.enrol();
        Map<String, Object> header = Map.of("alg", "Ed25519", "typ", "client-authentication+jwt");
        assertThat(device.token(server, device.jws(header, device.claims(server)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWrongClockIsToldTheTimeUnderAGoodSignatureOnly() {
        Device device = server.enrol();
        HttpResponse<String> late =
                device.token(server, device.jws(Device.JWT, with(device.claims(server), "exp", Device.in(-90))));
        assertThat(refusal(late)).isEqualTo("401 clock-skew");
        assertThat(json(late).path("error").asString()).isEqualTo("invalid_client");
        assertThat(json(late).has("serverTime")).isTrue();
        Device stranger = new Device();
        stranger.id = device.id;
        assertThat(refusal(device.token(
                        server, stranger.jws(Device.JWT, with(device.claims(server), "exp", Device.in(-90))))))
                .isEqualTo("401 invalid-client");
    }

    @Test
    void anAssertionIsNoBearerToken() {
        Device device = server.enrol();
        HttpResponse<String> answer = server.get("/api/v1/offers", device.assertion(server));
        assertThat(refusal(answer)).isEqualTo("401 invalid-token");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void theTokenEndpointWantsItsForm() {
        assertThat(refusal(server.post("/api/v1/token", "", "{}"))).isEqualTo("415 unsupported-media-type");
        HttpResponse<String> other = form("grant_type=password");
        assertThat(refusal(other)).isEqualTo("400 bad-request");
        assertThat(json(other).path("error").asString()).isEqualTo("unsupported_grant_type");
        assertThat(json(form("x=1")).path("error").asString()).isEqualTo("invalid_request");
        assertThat(refusal(form("grant_type=a&grant_type=b"))).isEqualTo("400 bad-request");
        assertThat(refusal(form("grant_type=%zz"))).isEqualTo("400 bad-request");
    }

    @Test
    void invitationsAreListedWithoutTheirText() {
        HttpResponse<String> issued = server.post(
                "/api/v1/enrollment-tokens", server.admin, "{\"uses\":3,\"expiresIn\":\"PT1H\",\"group\":\"phones\"}");
        assertThat(issued.statusCode()).isEqualTo(201);
        assertThat(json(issued).path("uses").asInt()).isEqualTo(3);
        assertThat(json(issued).path("group").asString()).isEqualTo("phones");
        HttpResponse<String> list = server.get("/api/v1/enrollment-tokens?limit=500", server.admin);
        assertThat(list.body())
                .contains(json(issued).path("id").asString())
                .doesNotContain(json(issued).path("token").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uses\":0}",
                "{\"uses\":2,\"name\":\"n\"}",
                "{\"uses\":\"2\"}",
                "{\"uses\":1.5}",
                "{\"expiresIn\":\"PT0S\"}",
                "{\"expiresIn\":\"tomorrow\"}",
                "{\"group\":7}",
                "{\"name\":\"\"}",
                "{\"name\":\"a\\u0007\"}",
                "{\"more\":1}",
                "[]",
                "7"
            })
    void invitationsThatMeanNothingAreRefused(String body) {
        assertThat(refusal(server.post("/api/v1/enrollment-tokens", server.admin, body)))
                .isEqualTo("422 invalid-member");
    }

    @Test
    void aNameBelongsToTheLivingClientWhoseTokenFixedIt() {
        String first = Device.invitation(server, "{\"name\":\"anna\"}");
        String second = Device.invitation(server, "{\"name\":\"anna\"}");
        HttpResponse<String> anna = new Device().enrol(server, first);
        assertThat(anna.statusCode()).isEqualTo(201);

        assertThat(refusal(new Device().enrol(server, second))).isEqualTo("409 name-in-use");
        assertThat(refusal(server.post("/api/v1/enrollment-tokens", server.admin, "{\"name\":\"anna\"}")))
                .isEqualTo("409 name-in-use");

        String left = "/api/v1/clients/" + json(anna).path("clientId").asString();
        server.send("DELETE", left, server.admin, BodyPublishers.noBody());
        assertThat(new Device().enrol(server, second).statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c-1", "x%20y", "%00"})
    void aClientIdBesideAnAssertionIsItsSubject(String other) {
        Device device = server.enrol();
        HttpResponse<String> refused = device.token(server, device.assertion(server) + "&client_id=" + other);
        assertThat(refusal(refused)).isEqualTo("401 invalid-client");
        assertThat(json(refused).path("error").asString()).isEqualTo("invalid_client");
        assertThat(device.token(server, device.assertion(server) + "&client_id=" + device.id)
                        .statusCode())
                .isEqualTo(200);
        assertThat(device.token(server, device.assertion(server) + "&client_id=")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theAdministratorsTokenIsReadableByItsOwnerOnlyAndSurvivesARestart(@TempDir Path own) throws Exception {
        String before;
        try (TestServer first = new TestServer(own)) {
            before = first.admin;
            assertThat(Files.getPosixFilePermissions(own.resolve("admin.token")))
                    .hasSize(2);
            assertThat(Files.getPosixFilePermissions(own.resolve("token.key"))).hasSize(2);
        }
        try (TestServer second = new TestServer(own)) {
            assertThat(second.admin).isEqualTo(before);
            assertThat(second.get("/api/v1/jobs", before).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> form(String body) {
        return server.send(
                "POST",
                "/api/v1/token",
                "",
                BodyPublishers.ofString(body),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
