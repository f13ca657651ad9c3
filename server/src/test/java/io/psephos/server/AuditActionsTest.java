package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests of every kind of audit line. */
class AuditActionsTest {
    private static final String JSON = "application/json";

    @TempDir
    static Path data;

    static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.inMemory(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Row({
        "action token-created",
        "action token-revoked",
        "action enrolled",
        "action key-rotated",
        "action quarantined",
        "action restored",
        "action left"
    })
    @Test
    void whatHappensToAClient() {
        JsonNode token = json(server.post("/api/v1/enrollment-tokens", server.admin, "{}"));
        String id = token.path("id").asString();
        Device device = new Device();
        device.id = json(device.enrol(server, token.path("token").asString()))
                .path("clientId")
                .asString();
        device.token = json(device.token(server, device.assertion(server)))
                .path("access_token")
                .asString();
        String client = "/api/v1/clients/" + device.id;
        Device next = new Device();
        Map<String, Object> claims = Map.of(
                "iss", device.id, "aud", server.issuer(), "newKey", next.publicKey(), "exp", Device.in(60), "jti", "1");
        Map<String, Object> others = Map.of(
                "iss", device.id, "aud", server.issuer(), "newKey", next.publicKey(), "exp", Device.in(60), "jti", "2");
        assertThat(server.post(
                                client + "/keys",
                                device.token,
                                "{\"publicKey\":\"%s\",\"proof\":\"%s\",\"newKeyProof\":\"%s\"}"
                                        .formatted(
                                                next.publicKey(),
                                                device.jws(Device.ROTATION, claims),
                                                next.jws(Device.ROTATION, others)))
                        .statusCode())
                .isEqualTo(204);
        server.post(client + "/quarantine", server.admin, "");
        server.post(client + "/restore", server.admin, "");
        server.send("DELETE", client, server.admin, BodyPublishers.noBody());
        server.send("DELETE", "/api/v1/enrollment-tokens/" + id, server.admin, BodyPublishers.noBody());

        assertThat(lines("client", device.id))
                .containsExactly(
                        device.id + " enrolled " + id,
                        device.id + " key-rotated ",
                        "admin quarantined ",
                        "admin restored ",
                        "admin left ");
        assertThat(lines("detail", id))
                .containsExactly(
                        "admin token-created " + id, device.id + " enrolled " + id, "admin token-revoked " + id);
    }

    @Row({
        "action job-created",
        "action job-start",
        "action job-pause",
        "action job-resume",
        "action job-stop",
        "action job-deleted",
        "action model-uploaded",
        "action model-rolled-back",
        "action round-abandoned"
    })
    @Test
    void whatHappensToAJob() {
        String job = create("\"name\":\"own\",\"model\":{\"upload\":true}");
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(16 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        server.send(
                "PUT",
                "/api/v1/jobs/" + job + "/models/0",
                server.admin,
                BodyPublishers.ofByteArray(file.array()),
                "Content-Type",
                "application/x-safetensors");
        for (String move : List.of("start", "pause", "resume", "stop", "models/0/rollback")) {
            HttpResponse<String> moved = server.post("/api/v1/jobs/" + job + "/" + move, server.admin, "");
            assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        }
        server.send("DELETE", "/api/v1/jobs/" + job, server.admin, BodyPublishers.noBody());

        List<String> lines = lines("job", job);
        assertThat(lines.stream().map(line -> line.replaceFirst("(\\S+ \\S+).*", "$1")))
                .containsExactly(
                        "admin job-created",
                        "admin model-uploaded",
                        "admin job-start",
                        "admin job-pause",
                        "admin job-resume",
                        "coordinator round-abandoned",
                        "admin job-stop",
                        "admin model-rolled-back",
                        "admin job-deleted");
        assertThat(lines).contains("admin job-created own", "admin job-start ", "admin job-deleted own");
        assertThat(lines.get(1)).contains("2");
        assertThat(lines.get(7)).contains("1").contains("0");
    }

    @Row({"action update-malformed", "action update-refused", "action metrics-refused", "action artefact-refused"})
    @Test
    void whatIsRefusedOfAnAssignment() {
        String job = create("\"model\":{\"net\":\"softmax\",\"layers\":[64,10]}");
        server.post("/api/v1/jobs/" + job + "/start", server.admin, "");
        Device device = server.enrol();
        JsonNode offer = json(server.get("/api/v1/offers?wait=PT10S&job=" + job, device.token));
        String update = offer.path("links").path("update").asString();
        put(device, update, HandmadeFrame.TYPE, new byte[0]);
        put(device, update, HandmadeFrame.TYPE, new byte[500]);
        put(device, update, "text/plain", new byte[1]);
        String metrics = offer.path("links").path("metrics").asString();
        put(device, metrics, JSON, "{\"loss\":\"low\"}".getBytes(StandardCharsets.UTF_8));
        put(device, metrics, JSON, "{".getBytes(StandardCharsets.UTF_8));
        String artefact = offer.path("links").path("assignment").asString() + "/artefacts/counts";
        put(device, artefact, JSON, new byte[1]);
        put(device, artefact, "application/x-safetensors", new byte[1]);

        List<String> lines = lines("assignment", offer.path("assignment").asString());
        assertThat(lines.stream().map(line -> line.replaceFirst("(\\S+ \\S+ [a-z-]+: ).*", "$1")))
                .containsExactlyInAnyOrder(
                        device.id + " update-malformed malformed-frame: ",
                        device.id + " update-refused too-large: ",
                        device.id + " update-refused unsupported-media-type: ",
                        device.id + " metrics-refused invalid-member: ",
                        device.id + " metrics-refused bad-request: ",
                        device.id + " artefact-refused unsupported-media-type: ",
                        device.id + " artefact-refused not-found: ");
    }

    /** Who did what, with the detail, of the lines that have that value, oldest first. */
    private static List<String> lines(String member, String value) {
        return json(server.get("/api/v1/audit?limit=500", server.admin))
                .path("items")
                .valueStream()
                .filter(line -> line.path(member).asString("").equals(value))
                .map(line -> line.path("actor").asString() + " "
                        + line.path("action").asString() + " "
                        + line.path("detail").asString())
                .toList();
    }

    private static String create(String members) {
        HttpResponse<String> created = server.post(
                "/api/v1/jobs",
                server.admin,
                "{" + members + ",\"schedule\":{\"cohort\":2},\"codec\":{\"scheme\":\"sign\"},"
                        + "\"evaluation\":{\"data\":\"none\"},\"optimizer\":{\"learningRate\":1}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("job").asString();
    }

    private static void put(Device device, String path, String type, byte[] body) {
        HttpResponse<String> answer =
                server.send("PUT", path, device.token, BodyPublishers.ofByteArray(body), "Content-Type", type);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
    }
}
