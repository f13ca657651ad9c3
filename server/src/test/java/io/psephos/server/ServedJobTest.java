package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.chain.StepChain;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Safetensors;
import io.psephos.server.config.FoundationConfiguration;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real coordinator on a real database, spoken to by clients that know only the protocol's text. */
class ServedJobTest {
    private static final String JOB = """
            {"name": "signs", "model": {"net": "softmax", "layers": [64, 10], "seed": 7},
             "schedule": {"mode": "synchronous", "rounds": 1, "cohort": 2, "quorum": 2, "deadline": "PT30S"},
             "codec": {"scheme": "sign"}, "aggregation": {"rule": "majority-vote"},
             "optimizer": {"kind": "sgd", "learningRate": 0.01}}""";

    @TempDir
    Path data;

    @Test
    void twoClientsTakeAJobThroughItsOnlyRound() {
        try (TestServer server = start()) {
            HttpResponse<String> created = server.post("/api/v1/jobs", server.admin, JOB);
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            String job = created.headers().firstValue("Location").orElseThrow();
            assertThat(job)
                    .isEqualTo("/api/v1/jobs/" + json(created).path("job").asString());
            assertThat(json(created).path("spec").path("codec").path("scheme").asString())
                    .isEqualTo("sign");
            Device one = server.enrol();
            Device two = server.enrol();
            assertThat(server.get("/api/v1/offers", one.token).statusCode()).isEqualTo(204);
            assertThat(json(server.post(job + "/start", server.admin, "{}"))
                            .path("state")
                            .asString())
                    .isEqualTo("running");
            JsonNode first = vote(server, one);
            JsonNode open = json(server.get(job + "/rounds?limit=1", server.admin));
            assertThat(open.has("next")).isFalse();
            assertThat(open.path("items")).hasSize(1);
            assertThat(open.path("items").path(0).propertyNames())
                    .containsExactly(
                            "round", "state", "openedAt", "assigned", "accepted", "counted", "refused", "bytesUp");
            assertThat(open.path("items").path(0).path("state").asString()).isEqualTo("open");
            assertThat(open.path("items").path(0).path("accepted").asInt()).isEqualTo(1);
            vote(server, two);
            String events = server.send(
                            server.request("GET", job + "/events?lastEventId=0", server.admin, BodyPublishers.noBody()),
                            BodyHandlers.ofString())
                    .body();
            assertThat(events.lines().filter(line -> line.startsWith("event:")).toList())
                    .containsSubsequence(
                            "event:job-started",
                            "event:round-opened",
                            "event:update-accepted",
                            "event:update-accepted",
                            "event:round-published",
                            "event:job-finished");
            assertThat(json(server.get(first.path("links").path("assignment").asString(), one.token))
                            .path("fate")
                            .asString())
                    .isEqualTo("counted");
            assertThat(json(server.get(job, server.admin)).path("modelVersion").asLong())
                    .isEqualTo(1);
            assertThat(refusal(server.get("/api/v1/offers?job=" + job.substring(job.lastIndexOf('/') + 1), one.token)))
                    .isEqualTo("410 job-ended");
            byte[] delta = server.bytes(job + "/models/latest/delta?since=0", one.token)
                    .body();
            ParameterLayout layout = new ParameterLayout(
                    List.of(new TensorShape("out.weight", List.of(10, 64)), new TensorShape("out.bias", List.of(10))));
            byte[] start = server.bytes(job + "/models/0", one.token).body();
            byte[] full = server.bytes(job + "/models/1", one.token).body();
            assertThat(StepChain.apply(delta, 0, 1, Safetensors.read(start, layout), layout))
                    .isEqualTo(Safetensors.read(full, layout));
            JsonNode rounds = json(server.get(job + "/rounds", server.admin)).path("items");
            assertThat(rounds).hasSize(1);
            assertThat(rounds.path(0).path("state").asString()).isEqualTo("published");
            assertThat(rounds.path(0).path("counted").asInt()).isEqualTo(2);
            assertThat(rounds.path(0).path("bytesDown").asLong()).isPositive();
        }
    }

    @Test
    void onlyTheNewestEventsAreKept() {
        try (TestServer server = start(options().port(0).set("psephos.limits.kept-events", "2"))) {
            String job = server.post("/api/v1/jobs", server.admin, JOB)
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            server.post(job + "/start", server.admin, "");
            vote(server, server.enrol());
            server.post(job + "/pause", server.admin, "");
            server.post(job + "/stop", server.admin, "");
            List<String> told = server.send(
                            server.request("GET", job + "/events?lastEventId=0", server.admin, BodyPublishers.noBody()),
                            BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("event:"))
                    .toList();
            assertThat(told).hasSize(3).startsWith("event:gap").endsWith("event:job-stopped");
        }
    }

    @Test
    void aModelOfTheUsersOwnIsTrainedRolledBackAndDeleted() {
        try (TestServer server = start()) {
            String job = server.post(
                            "/api/v1/jobs",
                            server.admin,
                            "{\"model\": {\"upload\": true}, \"schedule\": {\"rounds\": 1, \"cohort\": 2},"
                                    + " \"codec\": {\"scheme\": \"sign\"}, \"optimizer\": {\"learningRate\": 0.5}}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(refusal(server.post(job + "/start", server.admin, ""))).isEqualTo("409 no-model");
            assertThat(refusal(upload(server, job, "no file".getBytes(UTF_8)))).isEqualTo("422 invalid-model");
            assertThat(refusal(upload(server, job, model(Float.NaN)))).isEqualTo("422 invalid-model");
            HttpResponse<String> uploaded = upload(server, job, model(3));
            assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(204);
            assertThat(json(server.post(job + "/start", server.admin, ""))
                            .path("state")
                            .asString())
                    .isEqualTo("running");
            Device one = server.enrol();
            JsonNode offer = vote(server, one);
            assertThat(offer.path("layout").path(0).path("name").asString()).isEqualTo("z");
            vote(server, server.enrol());
            assertThat(refusal(upload(server, job, model(3)))).isEqualTo("409 wrong-state");
            assertThat(refusal(server.post(job + "/models/9/rollback", server.admin, "")))
                    .isEqualTo("404 not-found");
            assertThat(json(server.post(job + "/models/0/rollback", server.admin, ""))
                            .path("modelVersion")
                            .asLong())
                    .isEqualTo(2);
            JsonNode models = json(server.get(job + "/models", server.admin)).path("items");
            assertThat(models).hasSize(3);
            assertThat(models.path(2).path("digest").asString())
                    .isEqualTo(models.path(0).path("digest").asString());
            assertThat(models.path(1).path("dense").asBoolean()).isFalse();
            assertThat(models.path(1).path("round").asLong()).isZero();
            assertThat(refusal(server.get(job + "/models/2/delta?since=1", one.token)))
                    .isEqualTo("404 no-delta");
            assertThat(server.send("DELETE", job, server.admin, BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(refusal(server.get(job, server.admin))).isEqualTo("404 not-found");
        }
    }

    @Test
    void whatAModelCarriesIsServedAfterARestart() {
        byte[] header = ("{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[4,12]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}")
                .getBytes(UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putFloat(0.5f).putLong(300);
        String job;
        byte[] before;
        try (TestServer server = start()) {
            job = server.post(
                            "/api/v1/jobs",
                            server.admin,
                            "{\"model\": {\"upload\": true}, \"schedule\": {\"rounds\": 1, \"cohort\": 2},"
                                    + " \"codec\": {\"scheme\": \"sign\"}, \"optimizer\": {\"learningRate\": 0.5}}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(upload(server, job, file.array()).statusCode()).isEqualTo(200);
            before = server.bytes(job + "/models/0", server.admin).body();
        }
        try (TestServer server = start()) {
            assertThat(server.bytes(job + "/models/0", server.admin).body()).isEqualTo(before);
            assertThat(server.post(job + "/stop", server.admin, "").statusCode())
                    .isEqualTo(200);
            assertThat(server.bytes(job + "/models/latest", server.admin).body())
                    .as("of a job that ended")
                    .isEqualTo(before)
                    .endsWith(0, 0, 0, 0x3f)
                    .containsSequence(0x2c, 1, 0, 0, 0, 0, 0, 0);
        }
    }

    private static HttpResponse<String> upload(TestServer server, String job, byte[] file) {
        return server.send(
                "PUT",
                job + "/models/0",
                server.admin,
                BodyPublishers.ofByteArray(file),
                "Content-Type",
                "application/x-safetensors");
    }

    /** Two tensors whose names are sorted in the header, while their data is not. */
    private static byte[] model(float last) {
        byte[] header = ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]},"
                        + "\"z\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}")
                .getBytes(UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        for (float value : new float[] {1, 2, 3, 4, 5, last}) {
            file.putFloat(value);
        }
        return file.array();
    }

    @Test
    void whatWasAcceptedIsKnownAfterARestart() {
        String update;
        byte[] frame;
        Device one;
        int port;
        try (TestServer server = start()) {
            port = server.server.port();
            HttpResponse<String> created = server.post("/api/v1/jobs", server.admin, JOB);
            server.post(created.headers().firstValue("Location").orElseThrow() + "/start", server.admin, "");
            one = server.enrol();
            JsonNode offer = json(server.get("/api/v1/offers?wait=PT10S", one.token));
            update = offer.path("links").path("update").asString();
            frame = frame(offer);
            assertThat(put(server, one, update, frame).statusCode()).isEqualTo(202);
        }
        try (TestServer server = start(options().port(port))) {
            assertThat(put(server, one, update, frame).statusCode()).isEqualTo(200);
            frame[50] ^= 1;
            assertThat(refusal(put(server, one, update, frame))).isEqualTo("409 duplicate-differs");
        }
    }

    @Test
    void theThirdMalformedFrameIsFinalHoweverOftenTheServerStarts() {
        Device one;
        JsonNode offer;
        int port;
        try (TestServer server = start()) {
            port = server.server.port();
            HttpResponse<String> created = server.post("/api/v1/jobs", server.admin, JOB);
            server.post(created.headers().firstValue("Location").orElseThrow() + "/start", server.admin, "");
            one = server.enrol();
            offer = json(server.get("/api/v1/offers?wait=PT10S", one.token));
            assertMalformed(server, one, offer, "open");
        }
        for (String fate : List.of("open", "refused")) {
            try (TestServer server = start(options().port(port))) {
                assertMalformed(server, one, offer, fate);
            }
        }
    }

    private static void assertMalformed(TestServer server, Device device, JsonNode offer, String fate) {
        JsonNode links = offer.path("links");
        assertThat(refusal(put(server, device, links.path("update").asString(), new byte[50])))
                .isEqualTo("422 malformed-frame");
        assertThat(json(server.get(links.path("assignment").asString(), device.token))
                        .path("fate")
                        .asString())
                .isEqualTo(fate);
    }

    @Test
    void everyViolationOfAJobFileIsToldAtOnce() {
        try (TestServer server = start()) {
            HttpResponse<String> answer = server.post(
                    "/api/v1/jobs",
                    server.admin,
                    "{\"codec\":{\"scheme\":\"morse\"},\"more\":1,\"stop\":{\"accuracy\":7}}");
            assertThat(refusal(answer)).isEqualTo("422 invalid-job");
            assertThat(json(answer).path("violations").size()).as(answer.body()).isGreaterThanOrEqualTo(3);
            assertThat(refusal(server.post("/api/v1/jobs", server.admin, "[]"))).isEqualTo("422 invalid-job");
            HttpResponse<String> yaml = server.send(
                    "POST",
                    "/api/v1/jobs",
                    server.admin,
                    BodyPublishers.ofString("name: from yaml\noptimizer: {learningRate: 0.01}\n"),
                    "Content-Type",
                    "application/yaml; charset=utf-8");
            assertThat(yaml.statusCode()).as(yaml.body()).isEqualTo(201);
        }
    }

    private JsonNode vote(TestServer server, Device device) {
        HttpResponse<String> offered = server.get("/api/v1/offers?wait=PT10S", device.token);
        assertThat(offered.statusCode()).as(offered.body()).isEqualTo(200);
        JsonNode offer = json(offered);
        assertThat(server.bytes(offer.path("links").path("model").asString(), device.token)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> answer =
                put(server, device, offer.path("links").path("update").asString(), frame(offer));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(json(answer).path("fate").asString()).isIn("accepted", "counted");
        return offer;
    }

    private static HttpResponse<String> put(TestServer server, Device device, String path, byte[] frame) {
        return server.send(
                "PUT",
                path,
                device.token,
                BodyPublishers.ofByteArray(frame),
                "Content-Type",
                "application/vnd.psephos.update");
    }

    private static byte[] frame(JsonNode offer) {
        int count = offer.path("parameterCount").asInt();
        ByteBuffer frame = ByteBuffer.allocate(48 + (count + 7) / 8).order(ByteOrder.LITTLE_ENDIAN);
        frame.put("PSPH".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) offer.path("codec").path("frame").asInt())
                .putShort((short) 0)
                .putLong(offer.path("modelVersion").asLong())
                .putLong(count)
                .putLong(0)
                .putLong((count + 7) / 8);
        CRC32C crc = new CRC32C();
        crc.update(frame.array(), 0, 40);
        crc.update(frame.array(), 48, frame.capacity() - 48);
        frame.putInt((int) crc.getValue());
        return frame.array();
    }

    private ServerOptions options() {
        return ServerOptions.defaults().data(data);
    }

    private TestServer start() {
        return start(options().port(0));
    }

    private static TestServer start(ServerOptions options) {
        return new TestServer(options, FoundationConfiguration.class);
    }
}
