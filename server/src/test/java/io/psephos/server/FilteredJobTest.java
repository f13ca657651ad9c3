package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.server.config.FoundationConfiguration;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Jobs with filters on a real coordinator and a real database, over REST. */
class FilteredJobTest {
    private static final String KARDAM = """
            {"model": {"upload": true}, "participants": {"roster": ["n-0", "n-1", "n-2", "n-3"]},
             "schedule": {"mode": "asynchronous", "rounds": 14}, "codec": {"scheme": "float32"},
             "optimizer": {"learningRate": 0.5}, "aggregation": {"dampening": "inverse"},
             "robustness": {"byzantine": 1, "filters": ["kardam"]}}""";
    private static final String BOUNDED = """
            {"model": {"net": "softmax", "layers": [7, 3]},
             "schedule": {"rounds": 100, "cohort": 2, "quorum": 2, "overSelect": 2, "deadline": "PT60S"},
             "codec": {"scheme": "float32"}, "evaluation": {"data": "none"},
             "robustness": {"filters": [{"kind": "norm-bound", "norm": 10}]}}""";

    private static final String BUFFERED = """
            {"model": {"net": "softmax", "layers": [7, 3]}, "schedule": {"mode": "buffered", "buffer": 2, "rounds": 9},
             "codec": {"scheme": "float32"}, "evaluation": {"data": "none"}}""";

    @TempDir
    Path data;

    private TestServer server;
    private String job = "";

    @AfterEach
    void stop() {
        server.close();
    }

    /** The worked trace on f(x) = ½‖x‖²: client 3 sends −10 times its gradient, and is let in before all are known. */
    @Row({
        "GET /api/v1/jobs/{job}/clients",
        "422 filtered",
        "PUT /api/v1/assignments/{assignment}/update",
        "GET /api/v1/assignments/{assignment}"
    })
    @Test
    void aByzantineClientIsFilteredAndTheOthersGoOnAcrossRestarts() {
        start(ServerOptions.defaults().data(data).port(0));
        List<Device> devices = roster(4);
        create(KARDAM);
        HttpResponse<String> uploaded = server.send(
                "PUT",
                job + "/models/0",
                server.admin,
                BodyPublishers.ofByteArray(model(1, -2)),
                "Content-Type",
                "application/x-safetensors");
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(204);
        server.post(job + "/start", server.admin, "");

        float[] x = {1, -2};
        List<String> answers = new ArrayList<>();
        for (int step = 0; step < 16; step++) {
            float factor = step % 4 == 3 ? -10 : 1;
            Device device = devices.get(step % 4);
            JsonNode offer = json(server.get("/api/v1/offers?wait=PT20S", device.token));
            byte[] frame = floats(offer, factor * x[0], factor * x[1]);
            HttpResponse<String> answer = put(device, offer, frame);
            answers.add(answer.statusCode() == 202 ? "202" : refusal(answer));
            if (answer.statusCode() == 202) {
                x = new float[] {x[0] - factor * x[0] / 2, x[1] - factor * x[1] / 2};
            } else {
                assertThat(answer.body()).doesNotContain("lipschitz").doesNotContain("10.0");
            }
            if (step % 4 == 3 && step < 15) {
                restart();
                assertThat(json(server.get(
                                        offer.path("links").path("assignment").asString(), device.token))
                                .path("fate")
                                .asString())
                        .isEqualTo(step == 3 ? "counted" : "refused");
                assertThat(put(device, offer, frame).statusCode()).isEqualTo(step == 3 ? 200 : 422);
            }
        }

        assertThat(answers.subList(0, 7)).containsOnly("202");
        assertThat(answers.subList(7, 16))
                .containsExactly(
                        "422 filtered", "202", "202", "202", "422 filtered", "202", "202", "202", "422 filtered");
        JsonNode clients = json(server.get(job + "/clients", server.admin)).path("items");
        assertThat(clients).hasSize(4);
        assertThat(clients.path(0).path("name").asString()).isEqualTo("n-0");
        assertThat(clients.path(0).path("acceptanceRate").asDouble()).isEqualTo(1);
        assertThat(clients.path(0).path("staleness").asInt()).isZero();
        assertThat(clients.path(0).path("dampening").asDouble()).isEqualTo(1);
        assertThat(clients.path(3).path("coefficient").asDouble()).isEqualTo(10);
        assertThat(clients.path(3).path("threshold").asDouble()).isEqualTo(1);
        assertThat(clients.path(3).path("refused").path("filtered").asInt()).isEqualTo(3);
        assertThat(clients.path(3).path("acceptanceRate").asDouble()).isEqualTo(0.25);
        assertThat(audit("update-refused"))
                .contains("filtered: lipschitz: changes too fast, distance 10.0, threshold 1.0");
        assertThat(json(server.get(job + "/clients?limit=3", server.admin))
                        .path("next")
                        .asString())
                .isEqualTo("3");
        assertThat(refusal(server.get(job + "/clients", devices.get(0).token))).isEqualTo("403 forbidden");
    }

    @Row({
        "GET /api/v1/clients",
        "POST /api/v1/clients/{client}/quarantine",
        "POST /api/v1/clients/{client}/restore",
        "action quarantined",
        "action restored"
    })
    @Test
    void whoseReputationFallsTooLowIsKeptAwayUntilItIsRestored() {
        start(ServerOptions.defaults()
                .data(data)
                .port(0)
                .set("psephos.reputation.quarantine-below", "0.3")
                .set("psephos.reputation.least-verdicts", "3"));
        Device bad = server.enrol();
        List<Device> good = List.of(server.enrol(), server.enrol());
        create(BOUNDED);
        server.post(job + "/start", server.admin, "");

        for (int round = 0; round < 3; round++) {
            assertThat(send(bad, 1e6f)).isEqualTo("422 filtered");
            if (round == 2) {
                assertThat(refusal(server.get("/api/v1/offers?wait=PT30S", bad.token)))
                        .as("for one who waits")
                        .isEqualTo("403 quarantined");
            }
            good.forEach(device -> assertThat(send(device, 0.5f)).isEqualTo("202"));
        }

        JsonNode listed = client(bad);
        assertThat(listed.path("state").asString()).isEqualTo("quarantined");
        assertThat(listed.path("reputation").path("score").asDouble()).isEqualTo(0.2);
        assertThat(listed.path("reputation").path("refused").asInt()).isEqualTo(3);
        assertThat(client(good.get(0)).path("reputation").path("score").asDouble())
                .isEqualTo(0.8);
        assertThat(json(server.get("/api/v1/audit?limit=500", server.admin))
                        .path("items")
                        .valueStream()
                        .filter(line -> line.path("action").asString().equals("quarantined"))
                        .map(line -> line.path("actor").asString() + " "
                                + line.path("client").asString()))
                .containsExactly("coordinator " + bad.id);

        assertThat(server.post("/api/v1/clients/" + bad.id + "/restore", server.admin, "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(client(bad).path("reputation").path("score").asDouble()).isEqualTo(0.5);
        assertThat(send(bad, 0.5f)).isEqualTo("202");
        assertThat(send(good.get(0), 0.5f)).isEqualTo("202");
        assertThat(send(bad, 0.5f)).as("looked at again, and let stay").isEqualTo("202");
        assertThat(client(bad).path("state").asString()).isEqualTo("active");
    }

    @Row({"DELETE /api/v1/clients/{client}", "GET /api/v1/clients"})
    @Test
    void whoLeavesWhileItsUpdateWaitsHasNoReputationAfterwards() {
        start(ServerOptions.defaults().data(data).port(0));
        Device gone = server.enrol();
        Device left = server.enrol();
        create(BUFFERED);
        server.post(job + "/start", server.admin, "");
        assertThat(send(gone, 0.5f)).isEqualTo("202");
        assertThat(server.send("DELETE", "/api/v1/clients/" + gone.id, server.admin, BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(left, 0.5f)).isEqualTo("202");
        assertThat(server.get("/api/v1/offers?wait=PT20S", left.token).statusCode())
                .as("the next version is out")
                .isEqualTo(200);

        assertThat(client(left).path("reputation").path("accepted").asInt()).isOne();
        assertThat(client(gone).path("reputation").path("accepted").asInt()).isZero();
    }

    private void start(ServerOptions options) {
        server = new TestServer(options, FoundationConfiguration.class);
    }

    private void restart() {
        int port = server.server.port();
        server.close();
        start(ServerOptions.defaults().data(data).port(port));
    }

    private void create(String spec) {
        HttpResponse<String> created = server.post("/api/v1/jobs", server.admin, spec);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        job = created.headers().firstValue("Location").orElseThrow();
    }

    /** Clients whose tokens fix the names n-0, n-1 and so on. */
    private List<Device> roster(int size) {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            devices.add(Device.enrolled(server, "{\"name\": \"n-" + i + "\"}"));
        }
        return devices;
    }

    private String send(Device device, float value) {
        HttpResponse<String> offered = server.get("/api/v1/offers?wait=PT20S", device.token);
        assertThat(offered.statusCode()).as(offered.body()).isEqualTo(200);
        JsonNode offer = json(offered);
        float[] update = new float[offer.path("parameterCount").asInt()];
        Arrays.fill(update, value);
        HttpResponse<String> answer = put(device, offer, floats(offer, update));
        return answer.statusCode() == 202 ? "202" : refusal(answer);
    }

    private HttpResponse<String> put(Device device, JsonNode offer, byte[] frame) {
        return server.send(
                "PUT",
                offer.path("links").path("update").asString(),
                device.token,
                BodyPublishers.ofByteArray(frame),
                "Content-Type",
                HandmadeFrame.TYPE);
    }

    private static byte[] floats(JsonNode offer, float... update) {
        ByteBuffer payload = ByteBuffer.allocate(4 * update.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : update) {
            payload.putFloat(value);
        }
        return HandmadeFrame.of(offer, payload.array());
    }

    private static byte[] model(float... parameters) {
        byte[] header = ("{\"x\":{\"dtype\":\"F32\",\"shape\":[" + parameters.length + "],\"data_offsets\":[0,"
                        + 4 * parameters.length + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(8 + header.length + 4 * parameters.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        for (float parameter : parameters) {
            file.putFloat(parameter);
        }
        return file.array();
    }

    private List<String> audit(String action) {
        return json(server.get("/api/v1/audit?limit=500", server.admin))
                .path("items")
                .valueStream()
                .filter(line -> line.path("action").asString().equals(action))
                .map(line -> line.path("detail").asString())
                .toList();
    }

    private JsonNode client(Device device) {
        return json(server.get("/api/v1/clients", server.admin))
                .path("items")
                .valueStream()
                .filter(listed -> listed.path("client").asString().equals(device.id))
                .findFirst()
                .orElseThrow();
    }
}
