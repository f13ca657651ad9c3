package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server with the real coordinator and the clients of one test, in a group of their own. */
abstract class ClientFixture {
    private static final AtomicInteger GROUPS = new AtomicInteger();

    @TempDir
    static Path data;

    static TestServer server;

    final String group = "g" + GROUPS.incrementAndGet();

    @BeforeAll
    static void start() {
        server = TestServer.inMemory(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static byte[] floats(JsonNode offer, float value) {
        ByteBuffer payload =
                ByteBuffer.allocate(4 * offer.path("parameterCount").asInt()).order(ByteOrder.LITTLE_ENDIAN);
        payload.putFloat(payload.capacity() - 4, value);
        return payload.array();
    }

    String job(String scheme, int cohort, int quorum) {
        return job(scheme, cohort, quorum, 1.0);
    }

    String job(String scheme, int cohort, int quorum, double overSelect) {
        String job = create(scheme, cohort, quorum, overSelect);
        move(job, "start");
        return job;
    }

    String create(String scheme, int cohort, int quorum, double overSelect) {
        String file = """
                {"model": {"net": "softmax", "layers": [64, 10]}, "participants": {"groups": ["%s"]},
                 "schedule": {"rounds": 100, "cohort": %d, "quorum": %d, "overSelect": %s, "deadline": "PT5M"},
                 "codec": {"scheme": "%s"}, "optimizer": {"learningRate": 0.01}, "evaluation": {"data": "none"}}""";
        HttpResponse<String> created =
                server.post("/api/v1/jobs", server.admin, file.formatted(group, cohort, quorum, overSelect, scheme));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("job").asString();
    }

    static void move(String job, String move) {
        assertThat(server.post("/api/v1/jobs/" + job + "/" + move, server.admin, "")
                        .statusCode())
                .isEqualTo(200);
    }

    static void stop(String job) {
        move(job, "stop");
    }

    Device client() {
        return client(group);
    }

    static Device client(String invitation) {
        String body = invitation.startsWith("{") ? invitation : "{\"group\":\"" + invitation + "\"}";
        Device device = new Device();
        device.id = json(device.enrol(server, Device.invitation(server, body)))
                .path("clientId")
                .asString();
        device.token = json(device.token(server, device.assertion(server)))
                .path("access_token")
                .asString();
        return device;
    }

    static void able(Device device, String capabilities) {
        assertThat(server.send(
                                "PUT",
                                "/api/v1/clients/" + device.id + "/capabilities",
                                device.token,
                                BodyPublishers.ofString(capabilities),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(204);
    }

    static JsonNode offered(Device device) {
        HttpResponse<String> answer = server.get("/api/v1/offers?wait=PT10S", device.token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    static void assertNothing(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("[0-9]+");
    }

    static HttpResponse<String> put(Device device, JsonNode offer, byte[] frame) {
        return server.send(
                "PUT",
                update(offer),
                device.token,
                BodyPublishers.ofByteArray(frame),
                "Content-Type",
                HandmadeFrame.TYPE);
    }

    static String update(JsonNode offer) {
        return offer.path("links").path("update").asString();
    }

    static HttpResponse<String> decline(Device device, JsonNode offer) {
        return server.post(offer.path("links").path("decline").asString(), device.token, "{\"reason\":\"battery\"}");
    }

    static HttpResponse<String> metrics(Device device, JsonNode offer) {
        return server.send(
                "PUT",
                offer.path("links").path("metrics").asString(),
                device.token,
                BodyPublishers.ofString("{\"loss\":0.5}"),
                "Content-Type",
                "application/json");
    }

    static HttpResponse<String> fate(Device device, JsonNode offer) {
        return server.get(offer.path("links").path("assignment").asString(), device.token);
    }

    static String fateWord(Device device, JsonNode offer) {
        return json(fate(device, offer)).path("fate").asString();
    }
}
