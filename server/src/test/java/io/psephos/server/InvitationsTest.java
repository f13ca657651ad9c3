package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of enrolment tokens. */
class InvitationsTest {
    private static final String PATH = "/api/v1/enrollment-tokens";

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

    @Row("POST /api/v1/enrollment-tokens")
    @Test
    void aTokenHasItsDefaultsAndIsShownOnce() {
        Instant before = Instant.now();
        HttpResponse<String> issued = server.post(PATH, server.admin, "{}");
        assertThat(issued.statusCode()).isEqualTo(201);
        JsonNode token = json(issued);
        assertThat(token.propertyNames()).containsExactlyInAnyOrder("id", "token", "uses", "expiresAt", "group");
        assertThat(token.path("uses").asInt()).isEqualTo(1);
        assertThat(token.path("group").asString()).isEqualTo("default");
        assertThat(Duration.between(
                        before, Instant.parse(token.path("expiresAt").asString())))
                .isBetween(
                        Duration.ofDays(1).minusSeconds(1), Duration.ofDays(1).plusSeconds(60));
        assertThat(server.get(PATH + "?limit=500", server.admin).body())
                .contains(token.path("id").asString())
                .doesNotContain(token.path("token").asString());
        JsonNode named = json(server.post(
                PATH,
                server.admin,
                "{\"uses\":1,\"expiresIn\":\"P1DT2H3M4.5S\",\"group\":\"phones\",\"name\":\"anna\"}"));
        assertThat(named.propertyNames())
                .containsExactlyInAnyOrder("id", "token", "uses", "expiresAt", "group", "name");
        assertThat(named.path("name").asString()).isEqualTo("anna");
        assertThat(named.path("group").asString()).isEqualTo("phones");
    }

    @Row({"POST /api/v1/enrollment-tokens", "422 invalid-member"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uses\":0}",
                "{\"uses\":-1}",
                "{\"uses\":2,\"name\":\"n\"}",
                "{\"uses\":true}",
                "{\"expiresIn\":\"P1M\"}",
                "{\"expiresIn\":\"-PT1S\"}",
                "{\"expiresIn\":60}",
                "{\"expiresIn\":\"60\"}",
                "{\"expiresIn\":\"\"}",
                "{\"expiresIn\":\"P4000D\"}",
                "{\"group\":\"\"}",
                "{\"id\":\"t-1\"}"
            })
    void otherInvitationsAreNone(String body) {
        assertThat(refusal(server.post(PATH, server.admin, body))).isEqualTo("422 invalid-member");
        String name = "n".repeat(201);
        assertThat(refusal(server.post(PATH, server.admin, "{\"name\":\"" + name + "\"}")))
                .isEqualTo("422 invalid-member");
    }

    /** 22 characters of base64url hold 128 bits; that two of 200 agree in their last 22 has odds below 1e-33. */
    @Row("POST /api/v1/enrollment-tokens")
    @Test
    void aTokenHasAtLeastAHundredAndTwentyEightBits() {
        Set<String> ends = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String token = Device.invitation(server, "{}");
            assertThat(token).matches("[A-Za-z0-9_-]{22,}");
            ends.add(token.substring(token.length() - 22));
        }
        assertThat(ends).hasSize(200);
    }

    @Row({"POST /api/v1/enrollment-tokens", "409 name-in-use"})
    @Test
    void aLivingClientsNameIsInUseUntilItLeaves() {
        Device device = new Device();
        device.id = json(device.enrol(server, Device.invitation(server, "{\"name\":\"berta\"}")))
                .path("clientId")
                .asString();
        HttpResponse<String> again = server.post(PATH, server.admin, "{\"name\":\"berta\"}");
        assertThat(refusal(again)).isEqualTo("409 name-in-use");
        assertThat(json(again).path("value").asString()).isEqualTo("berta");
        server.send("DELETE", "/api/v1/clients/" + device.id, server.admin, BodyPublishers.noBody());
        assertThat(server.post(PATH, server.admin, "{\"name\":\"berta\"}").statusCode())
                .isEqualTo(201);
    }

    @Row({"DELETE /api/v1/enrollment-tokens/{id}", "404 not-found", "401 invalid-enrolment-token"})
    @Test
    void aRevokedTokenBringsNobodyAndWhoCameStays() {
        JsonNode token = json(server.post(PATH, server.admin, "{\"uses\":2}"));
        Device came = new Device();
        came.id = json(came.enrol(server, token.path("token").asString()))
                .path("clientId")
                .asString();
        String path = PATH + "/" + token.path("id").asString();
        assertThat(server.send("DELETE", path, server.admin, BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(204);
        assertThat(refusal(new Device().enrol(server, token.path("token").asString())))
                .isEqualTo("401 invalid-enrolment-token");
        assertThat(came.token(server, came.assertion(server)).statusCode()).isEqualTo(200);
        assertThat(refusal(server.send("DELETE", PATH + "/t-none", server.admin, BodyPublishers.noBody())))
                .isEqualTo("404 not-found");
    }
}
