package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests of keys, capabilities, leaving and quarantine of clients. */
class MembershipTest {
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

    @Row("POST /api/v1/clients/{client}/keys")
    @Test
    void aNewKeyEndsTheTokensOfTheOldOneAtOnce() {
        Device device = server.enrol();
        Device next = successor(device);
        assertThat(rotate(device, next).statusCode()).isEqualTo(204);
        assertThat(refusal(server.get("/api/v1/offers", device.token))).isEqualTo("401 invalid-token");
        assertThat(refusal(device.token(server, device.assertion(server)))).isEqualTo("401 invalid-client");
        next.token = granted(next);
        assertThat(server.get("/api/v1/offers", next.token).statusCode()).isEqualTo(204);
    }

    @Test
    void aTokenStaysEndedWhenItsKeyComesBack() {
        Device device = server.enrol();
        String first = device.token;
        Device next = successor(device);
        rotate(device, next);
        next.token = granted(next);
        assertThat(rotate(next, device).statusCode()).isEqualTo(204);
        assertThat(refusal(server.get("/api/v1/offers", first))).isEqualTo("401 invalid-token");
        device.token = granted(device);
        assertThat(server.get("/api/v1/offers", device.token).statusCode()).isEqualTo(204);
    }

    @Row("POST /api/v1/clients/{client}/keys")
    @Test
    void theKeyThatAClientHasIsTakenUnchecked() {
        Device device = server.enrol();
        assertThat(server.post(keys(device), device.token, wish(device.publicKey(), "x", "y"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.get("/api/v1/offers", device.token).statusCode()).isEqualTo(204);
    }

    @Row({"POST /api/v1/clients/{client}/keys", "409 key-in-use"})
    @Test
    void aKeyOfAnotherIsInUseWhateverTheProofs() {
        Device device = server.enrol();
        Device other = server.enrol();
        assertThat(refusal(server.post(keys(device), device.token, wish(other.publicKey(), "x", "y"))))
                .isEqualTo("409 key-in-use");
    }

    @Row({"POST /api/v1/clients/{client}/keys", "422 invalid-proof", "422 invalid-key"})
    @Test
    void bothKeysMustSignAFreshStatementEach() {
        Device device = server.enrol();
        Device next = successor(device);
        Map<String, Object> good = claims(device, next);
        String byOld = device.jws(Device.ROTATION, claims(device, next));
        String byNew = next.jws(Device.ROTATION, claims(device, next));
        List<String> wrong = new ArrayList<>(List.of(
                wish(next.publicKey(), byNew, byNew),
                wish(next.publicKey(), byOld, byOld),
                wish(next.publicKey(), byNew, byOld),
                wish(next.publicKey(), device.jws(Device.ROTATION, good), next.jws(Device.ROTATION, good)),
                wish(next.publicKey(), device.jws(Device.JWT, claims(device, next)), byNew)));
        for (Map.Entry<String, Object> claim : Map.<String, Object>of(
                        "iss", "c-other", "aud", "http://elsewhere", "newKey", device.publicKey(), "jti", "", "exp", 7)
                .entrySet()) {
            Map<String, Object> claims = new HashMap<>(claims(device, next));
            claims.put(claim.getKey(), claim.getValue());
            wrong.add(wish(next.publicKey(), device.jws(Device.ROTATION, claims), byNew));
            wrong.add(wish(next.publicKey(), byOld, next.jws(Device.ROTATION, claims)));
        }
        assertThat(wrong)
                .allSatisfy(body -> assertThat(refusal(server.post(keys(device), device.token, body)))
                        .isEqualTo("422 invalid-proof"));
        assertThat(refusal(server.post(keys(device), device.token, wish("AAAA", byOld, byNew))))
                .isEqualTo("422 invalid-key");
        assertThat(refusal(server.post(keys(device), device.token, "{\"publicKey\":\"AAAA\"}")))
                .isEqualTo("422 invalid-member");
        assertThat(server.post(keys(device), device.token, wish(next.publicKey(), byOld, byNew))
                        .statusCode())
                .isEqualTo(204);
    }

    @Row({"POST /api/v1/clients/{client}/keys", "422 invalid-proof"})
    @Test
    void proofsCountOnce() {
        Device device = server.enrol();
        Device next = successor(device);
        String body = wish(
                next.publicKey(),
                device.jws(Device.ROTATION, claims(device, next)),
                next.jws(Device.ROTATION, claims(device, next)));
        assertThat(server.post(keys(device), device.token, body).statusCode()).isEqualTo(204);
        next.token = granted(next);
        assertThat(rotate(next, device).statusCode()).isEqualTo(204);
        device.token = granted(device);
        assertThat(refusal(server.post(keys(device), device.token, body))).isEqualTo("422 invalid-proof");
    }

    @Row("POST /api/v1/clients/{client}/keys")
    @Test
    void enrollingAReplacedKeyIsANewEnrolment() {
        Device device = server.enrol();
        rotate(device, successor(device));
        HttpResponse<String> again = device.enrol(server, Device.invitation(server, "{}"));
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(json(again).path("clientId").asString()).isNotEqualTo(device.id);
    }

    @Row({
        "POST /api/v1/clients/{client}/keys",
        "PUT /api/v1/clients/{client}/capabilities",
        "DELETE /api/v1/clients/{client}",
        "403 forbidden"
    })
    @Test
    void anotherClientsIdIsForbidden() {
        Device device = server.enrol();
        Device other = server.enrol();
        assertThat(refusal(server.post(keys(other), device.token, wish("AAAA", "x", "y"))))
                .isEqualTo("403 forbidden");
        assertThat(refusal(put(path(other) + "/capabilities", device.token, "{}")))
                .isEqualTo("403 forbidden");
        assertThat(refusal(delete(other, device.token))).isEqualTo("403 forbidden");
        assertThat(refusal(server.post(keys(device), server.admin, wish("AAAA", "x", "y"))))
                .isEqualTo("403 forbidden");
    }

    @Row("PUT /api/v1/clients/{client}/capabilities")
    @Test
    void capabilitiesAreReplaced() {
        Device device = server.enrol();
        List<String> able = new ArrayList<>();
        server.coordinator().offers = (client, job) -> {
            if (client.id().value().equals(device.id)) {
                able.addAll(client.codecs());
            }
            return new OfferOutcome.NothingNow(Duration.ofSeconds(8));
        };
        assertThat(put(path(device) + "/capabilities", device.token, "{\"codecs\":[\"sign\"],\"maxParameters\":9}")
                        .statusCode())
                .isEqualTo(204);
        server.get("/api/v1/offers", device.token);
        assertThat(able).containsExactly("sign");
        assertThat(refusal(put(path(device) + "/capabilities", device.token, "{\"maxParameters\":0}")))
                .isEqualTo("422 invalid-member");
        assertThat(refusal(put(path(device) + "/capabilities", device.token, "{\"more\":0}")))
                .isEqualTo("422 invalid-member");
    }

    @Row({"DELETE /api/v1/clients/{client}", "POST /api/v1/enrollments"})
    @Test
    void whoLeavesIsErasedAndItsKeyAndNameAreFree() {
        Device device = new Device();
        device.id = json(device.enrol(server, Device.invitation(server, "{\"name\":\"berta\"}")))
                .path("clientId")
                .asString();
        device.token = granted(device);
        assertThat(listed(device).path("name").asString()).isEqualTo("berta");

        assertThat(delete(device, device.token).statusCode()).isEqualTo(204);

        assertThat(server.coordinator().withdrawn).contains(device.id + " left");
        assertThat(refusal(server.get("/api/v1/offers", device.token))).isEqualTo("401 invalid-token");
        assertThat(refusal(device.token(server, device.assertion(server)))).isEqualTo("401 invalid-client");
        assertThat(listed(device).path("state").asString()).isEqualTo("left");
        assertThat(listed(device).has("name")).isFalse();
        HttpResponse<String> back = device.enrol(server, Device.invitation(server, "{\"name\":\"berta\"}"));
        assertThat(back.statusCode()).isEqualTo(201);
        assertThat(json(back).path("clientId").asString()).isNotEqualTo(device.id);
    }

    @Row("DELETE /api/v1/clients/{client}")
    @Test
    void anAdministratorSendsClientsAway() {
        Device device = server.enrol();
        assertThat(delete(device, server.admin).statusCode()).isEqualTo(204);
        assertThat(delete(device, server.admin).statusCode()).isEqualTo(204);
        assertThat(refusal(server.get("/api/v1/offers", device.token))).isEqualTo("401 invalid-token");
        device.id = "c-nobody";
        assertThat(refusal(delete(device, server.admin))).isEqualTo("404 not-found");
    }

    @Row({"POST /api/v1/clients/{client}/quarantine", "POST /api/v1/clients/{client}/restore", "403 quarantined"})
    @Test
    void quarantineShutsOffersAndUpdatesUntilItIsLifted() {
        Device device = server.enrol();
        assertThat(server.coordinator().arrived).as("once by joining").containsOnlyOnce(device.id);
        for (int again = 0; again < 2; again++) {
            assertThat(server.post(path(device) + "/quarantine", server.admin, "{}")
                            .statusCode())
                    .isEqualTo(204);
        }
        assertThat(server.coordinator().withdrawn).contains(device.id + " quarantined");
        assertThat(refusal(server.get("/api/v1/offers", device.token))).isEqualTo("403 quarantined");
        assertThat(refusal(update(device))).isEqualTo("403 quarantined");
        assertThat(server.get("/api/v1/assignments/a-1", device.token).statusCode())
                .isEqualTo(200);
        assertThat(listed(device).path("state").asString()).isEqualTo("quarantined");
        for (int again = 0; again < 2; again++) {
            assertThat(server.post(path(device) + "/restore", server.admin, "").statusCode())
                    .isEqualTo(204);
        }
        assertThat(server.coordinator().arrived).filteredOn(device.id::equals).hasSizeGreaterThan(1);
        assertThat(server.get("/api/v1/offers", device.token).statusCode()).isEqualTo(204);
        assertThat(update(device).statusCode()).isEqualTo(202);
        assertThat(refusal(server.post("/api/v1/clients/c-nobody/quarantine", server.admin, "{}")))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.post(path(device) + "/quarantine", device.token, "{}")))
                .isEqualTo("403 forbidden");
    }

    @Test
    void aPollThatWaitsHearsOfTheQuarantine() throws Exception {
        Device device = server.enrol();
        CountDownLatch asked = new CountDownLatch(1);
        server.coordinator().offers = (client, job) -> {
            if (client.id().value().equals(device.id)) {
                asked.countDown();
            }
            return new OfferOutcome.NothingNow(Duration.ofSeconds(8));
        };
        CompletableFuture<HttpResponse<String>> poll =
                CompletableFuture.supplyAsync(() -> server.get("/api/v1/offers?wait=PT50S", device.token));
        asked.await();
        Instant before = Instant.now();
        server.post(path(device) + "/quarantine", server.admin, "{}");
        assertThat(refusal(poll.get())).isEqualTo("403 quarantined");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(40));
    }

    @Row("GET /api/v1/clients")
    @Test
    void clientsAreListedInPages() {
        for (int i = 0; i < 3; i++) {
            server.enrol();
        }
        List<String> all = ids(json(server.get("/api/v1/clients?limit=500", server.admin)));
        List<String> paged = new ArrayList<>();
        String cursor = "0";
        while (!cursor.isEmpty()) {
            JsonNode page = json(server.get("/api/v1/clients?limit=2&cursor=" + cursor, server.admin));
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            paged.addAll(ids(page));
            cursor = page.path("next").asString("");
        }
        assertThat(paged).isEqualTo(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(refusal(server.get("/api/v1/clients?limit=0", server.admin))).isEqualTo("400 bad-request");
        assertThat(refusal(server.get("/api/v1/clients?cursor=x", server.admin)))
                .isEqualTo("400 bad-request");
    }

    @Row("GET /api/v1/clients")
    @Test
    void aClientIsSeenWithEveryCall() {
        Device device = server.enrol();
        Instant before = Instant.parse(listed(device).path("lastSeenAt").asString());
        server.get("/api/v1/offers", device.token);
        JsonNode listed = listed(device);
        assertThat(Instant.parse(listed.path("lastSeenAt").asString())).isAfter(before);
        assertThat(listed.path("group").asString()).isEqualTo("default");
        assertThat(listed.path("state").asString()).isEqualTo("active");
        assertThat(listed.propertyNames()).contains("client", "group", "state", "enrolledAt", "lastSeenAt");
    }

    private static Device successor(Device device) {
        Device next = new Device();
        next.id = device.id;
        return next;
    }

    private static HttpResponse<String> rotate(Device from, Device to) {
        String body = wish(
                to.publicKey(), from.jws(Device.ROTATION, claims(from, to)), to.jws(Device.ROTATION, claims(from, to)));
        return server.post(keys(from), from.token, body);
    }

    private static Map<String, Object> claims(Device from, Device to) {
        return Map.of(
                "iss",
                from.id,
                "aud",
                server.issuer(),
                "newKey",
                to.publicKey(),
                "jti",
                UUID.randomUUID().toString(),
                "exp",
                Device.in(60));
    }

    private static String wish(String key, String proof, String newKeyProof) {
        return "{\"publicKey\":\"%s\",\"proof\":\"%s\",\"newKeyProof\":\"%s\"}".formatted(key, proof, newKeyProof);
    }

    private static String granted(Device device) {
        return json(device.token(server, device.assertion(server)))
                .path("access_token")
                .asString();
    }

    private static HttpResponse<String> update(Device device) {
        return server.send(
                "PUT",
                "/api/v1/assignments/a-1/update",
                device.token,
                BodyPublishers.ofByteArray(new byte[50]),
                "Content-Type",
                "application/vnd.psephos.update");
    }

    private static HttpResponse<String> put(String path, String token, String body) {
        return server.send("PUT", path, token, BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    private static HttpResponse<String> delete(Device device, String token) {
        return server.send("DELETE", path(device), token, BodyPublishers.noBody());
    }

    private static JsonNode listed(Device device) {
        for (JsonNode client :
                json(server.get("/api/v1/clients?limit=500", server.admin)).path("items")) {
            if (client.path("client").asString().equals(device.id)) {
                return client;
            }
        }
        throw new AssertionError(device.id + " is not listed");
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path("client").asString()));
        return ids;
    }

    private static String keys(Device device) {
        return path(device) + "/keys";
    }

    private static String path(Device device) {
        return "/api/v1/clients/" + device.id;
    }
}
