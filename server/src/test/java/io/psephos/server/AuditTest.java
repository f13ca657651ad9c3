package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.server.config.FoundationConfiguration;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The audit over the whole server: what people and clients did, in one list. */
class AuditTest {

    @Test
    void whoDidWhatIsToldInOrderAndInPages(@TempDir Path data) {
        ServerOptions options = ServerOptions.defaults().data(data).port(0).set("psephos.durability", "memory");
        try (TestServer server = new TestServer(options, FoundationConfiguration.class)) {
            HttpResponse<String> issued = server.post("/api/v1/enrollment-tokens", server.admin, "{\"name\":\"anna\"}");
            String token = json(issued).path("id").asString();
            Device device = new Device();
            device.id = json(device.enrol(server, json(issued).path("token").asString()))
                    .path("clientId")
                    .asString();
            server.post("/api/v1/clients/" + device.id + "/quarantine", server.admin, "{}");
            server.post("/api/v1/clients/" + device.id + "/quarantine", server.admin, "{}");
            server.post("/api/v1/clients/" + device.id + "/restore", server.admin, "{}");
            server.send("DELETE", "/api/v1/enrollment-tokens/" + token, server.admin, BodyPublishers.noBody());
            server.send("DELETE", "/api/v1/clients/" + device.id, server.admin, BodyPublishers.noBody());

            List<JsonNode> lines = all(server);
            assertThat(lines)
                    .extracting(line -> line.path("actor").asString() + " "
                            + line.path("action").asString() + " "
                            + line.path("client").asString("-") + " "
                            + line.path("detail").asString())
                    .containsExactly(
                            "admin token-created - " + token,
                            device.id + " enrolled " + device.id + " " + token,
                            "admin quarantined " + device.id + " ",
                            "admin restored " + device.id + " ",
                            "admin token-revoked - " + token,
                            "admin left " + device.id + " ");
            assertThat(lines)
                    .extracting(line -> Instant.parse(line.path("at").asString()))
                    .isSorted();
            assertThat(lines.toString()).doesNotContain("anna");
            assertThat(refusal(server.get("/api/v1/audit?cursor=-1", server.admin)))
                    .isEqualTo("400 bad-request");
        }
    }

    private static List<JsonNode> all(TestServer server) {
        List<JsonNode> lines = new ArrayList<>();
        String cursor = "0";
        while (!cursor.isEmpty()) {
            JsonNode page = json(server.get("/api/v1/audit?limit=4&cursor=" + cursor, server.admin));
            page.path("items").forEach(lines::add);
            cursor = page.path("next").asString("");
        }
        return lines;
    }
}
