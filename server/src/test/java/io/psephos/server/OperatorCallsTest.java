package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.model.Safetensors;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tests of job creation and state changes with the real coordinator. */
class OperatorCallsTest extends OperatorFixture {

    @Row({"POST /api/v1/jobs", "GET /api/v1/jobs/{job}", "GET /api/v1/jobs"})
    @Test
    void aJobHasTheServersIdAndAnyName() {
        HttpResponse<String> first = post("{\"name\":\"twin\",\"optimizer\":{\"learningRate\":0.01}}");
        HttpResponse<String> second = yaml("name: twin\noptimizer: {learningRate: 0.01}\n");
        for (HttpResponse<String> created : List.of(first, second)) {
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            JsonNode job = json(created);
            assertThat(job.propertyNames())
                    .containsExactlyInAnyOrder("job", "name", "state", "modelVersion", "round", "spec");
            assertThat(created.headers().firstValue("Location"))
                    .contains(JOBS + "/" + job.path("job").asString());
            assertThat(job.path("name").asString()).isEqualTo("twin");
            assertThat(job.path("state").asString()).isEqualTo("created");
            assertThat(json(server.get(JOBS + "/" + job.path("job").asString(), server.admin)))
                    .isEqualTo(job);
        }
        assertThat(json(first).path("job")).isNotEqualTo(json(second).path("job"));
        assertThat(json(first).path("spec")).isEqualTo(json(second).path("spec"));
        JsonNode listed = json(server.get(JOBS + "?limit=500", server.admin)).path("items");
        assertThat(listed).allSatisfy(job -> assertThat(job.has("spec")).isFalse());
    }

    @Row({"POST /api/v1/jobs", "GET /api/v1/jobs/{job}"})
    @Test
    void whatIsRarelyMeantIsNotedWhereTheJobIsCreatedAndRead() {
        HttpResponse<String> created = post("{\"participants\":{\"roster\":[\"nora\",\"otto\"]},"
                + "\"schedule\":{\"cohort\":2,\"quorum\":2},\"codec\":{\"scheme\":\"float32\"},"
                + "\"optimizer\":{\"learningRate\":0.015}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(noted(created)).containsExactly("optimizer.learningRate", "participants.roster");
        String job = created.headers().firstValue("Location").orElseThrow();
        assertThat(server.get(job, server.admin).body()).isEqualTo(created.body());

        Device.enrolled(server, "{\"name\": \"otto\"}");
        assertThat(noted(server.get(job, server.admin))).containsExactly("optimizer.learningRate");
        assertThat(json(server.get(JOBS + "?limit=500", server.admin))
                        .path("items")
                        .valueStream())
                .noneMatch(listed -> listed.has("notes"));
        assertThat(json(server.get(create(""), server.admin)).has("notes"))
                .as("where there is nothing to say")
                .isFalse();
        String votes = create("\"model\":{\"net\":\"mlp\",\"layers\":[65536,2,10]},");
        assertThat(noted(server.get(votes, server.admin)))
                .as("a rate of 0.01 where 65,536 inputs have small weights")
                .containsExactly("optimizer.learningRate");
    }

    private static List<String> noted(HttpResponse<String> job) {
        return json(job)
                .path("notes")
                .valueStream()
                .map(note -> note.path("path").asString())
                .toList();
    }

    @Row({"POST /api/v1/jobs", "422 invalid-job"})
    @Test
    void everyViolationHasPathCodeAndDetail() {
        HttpResponse<String> answer =
                post("{\"codec\":{\"scheme\":\"morse\",\"more\":1},\"surprise\":1,\"schedule\":{\"rounds\":0}}");
        assertThat(refusal(answer)).isEqualTo("422 invalid-job");
        assertThat(json(answer).path("violations"))
                .allSatisfy(violation ->
                        assertThat(violation.propertyNames()).containsExactlyInAnyOrder("path", "code", "detail"));
        assertThat(json(answer)
                        .path("violations")
                        .valueStream()
                        .map(violation -> violation.path("path").asString()))
                .contains("codec.scheme", "codec.more", "surprise", "schedule.rounds", "optimizer.learningRate");
    }

    /** What cannot be parsed is 400, what parses but does not fit 422. */
    @Row({"POST /api/v1/jobs", "400 bad-request", "422 invalid-job"})
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | { | 400 bad-request",
                "application/json | {\"name\":\"a\",\"name\":\"a\"} | 400 bad-request",
                "application/json | [] | 422 invalid-job",
                "application/json | {\"name\":7} | 422 invalid-job",
                "application/yaml | name: [ | 400 bad-request",
                "application/yaml | {name: a, name: b} | 400 bad-request",
                "application/yaml | '\"' | 400 bad-request",
                "application/yaml | - name | 422 invalid-job",
                "application/yaml | just text | 422 invalid-job",
                "application/yaml | {name: &a x, codec: {scheme: *a}} | 422 invalid-job",
                "application/yaml | {name: 7} | 422 invalid-job"
            })
    void syntaxIsOneThingAndSenseAnother(String type, String body, String refusal) {
        assertThat(refusal(send(type, body))).isEqualTo(refusal);
    }

    @Row({"400 bad-request", "413 too-large"})
    @Test
    void jobFilesHaveTheirLimits() {
        String deep = "{\"a\":".repeat(33) + "1" + "}".repeat(33);
        assertThat(refusal(post(deep))).isEqualTo("400 bad-request");
        assertThat(refusal(yaml(deep))).isEqualTo("400 bad-request");
        String asDeepAsCanBe = "{\"a\":".repeat(32) + "1" + "}".repeat(32);
        assertThat(refusal(post(asDeepAsCanBe))).isEqualTo("422 invalid-job");
        assertThat(refusal(yaml(asDeepAsCanBe))).isEqualTo("422 invalid-job");
        String rate = "optimizer: {learningRate: 1}\n# ";
        assertThat(yaml(rate + "x".repeat(256 * 1024 - rate.length())).statusCode())
                .isEqualTo(201);
        assertThat(refusal(yaml(rate + "x".repeat(256 * 1024 + 1 - rate.length()))))
                .isEqualTo("413 too-large");
        assertThat(refusal(post("{\"name\":\"" + "x".repeat(1 << 20) + "\"}"))).isEqualTo("413 too-large");
        assertThat(refusal(send("text/yaml", rate))).isEqualTo("415 unsupported-media-type");
    }

    @Row({
        "POST /api/v1/jobs/{job}/start",
        "POST /api/v1/jobs/{job}/pause",
        "POST /api/v1/jobs/{job}/resume",
        "POST /api/v1/jobs/{job}/stop",
        "DELETE /api/v1/jobs/{job}",
        "409 wrong-state"
    })
    @ParameterizedTest
    @CsvSource({
        "'',               start,  200 running",
        "'',               pause,  409 wrong-state",
        "'',               resume, 409 wrong-state",
        "'',               stop,   200 stopped",
        "'',               delete, 409 wrong-state",
        "start,            start,  200 running",
        "start,            pause,  200 paused",
        "start,            resume, 200 running",
        "start,            stop,   200 stopped",
        "start,            delete, 409 wrong-state",
        "start pause,      start,  409 wrong-state",
        "start pause,      pause,  200 paused",
        "start pause,      resume, 200 running",
        "start pause,      stop,   200 stopped",
        "start pause,      delete, 409 wrong-state",
        "start stop,       start,  409 wrong-state",
        "start stop,       pause,  409 wrong-state",
        "start stop,       resume, 409 wrong-state",
        "start stop,       stop,   200 stopped",
        "stop,             delete, 204"
    })
    void everyMoveFromEveryState(String before, String move, String answer) {
        String job = create("");
        for (String step : before.split(" ")) {
            if (!step.isEmpty()) {
                assertThat(move(job, step).statusCode()).isEqualTo(200);
            }
        }
        HttpResponse<String> moved = move(job, move);
        String told = switch (moved.statusCode()) {
            case 200 -> "200 " + json(moved).path("state").asString();
            case 204 -> "204";
            default -> refusal(moved);
        };
        assertThat(told).isEqualTo(answer);
        if (moved.statusCode() == 200) {
            assertThat(moved.body()).isEqualTo(server.get(job, server.admin).body());
        } else if (moved.statusCode() == 204) {
            assertThat(refusal(server.get(job, server.admin))).isEqualTo("404 not-found");
            assertThat(refusal(move(job, "delete"))).isEqualTo("404 not-found");
        }
    }

    @Row({
        "PUT /api/v1/jobs/{job}/models/0",
        "POST /api/v1/jobs/{job}/start",
        "409 no-model",
        "409 wrong-state",
        "422 invalid-model",
        "422 wrong-layout",
        "413 too-large"
    })
    @Test
    void aModelIsUploadedWhereOneIsWaitedFor() {
        String own = create("\"model\":{\"upload\":true},");
        assertThat(refusal(move(own, "start"))).isEqualTo("409 no-model");
        byte[] sound = file("\"F32\",\"shape\":[2],\"data_offsets\":[0,8]", 8);
        for (byte[] wrong : List.of(
                new byte[0],
                new byte[7],
                file("\"C64\",\"shape\":[1],\"data_offsets\":[0,8]", 8),
                file("\"F32\",\"shape\":[0],\"data_offsets\":[0,0]", 0),
                file("\"F32\",\"shape\":[2],\"data_offsets\":[0,8]", 4),
                file("\"F32\",\"shape\":[2],\"data_offsets\":[0,8]", 12),
                file("\"F32\",\"shape\":[3],\"data_offsets\":[0,8]", 8),
                with(sound, Float.NaN),
                with(sound, Float.POSITIVE_INFINITY))) {
            assertThat(refusal(upload(own, wrong))).isEqualTo("422 invalid-model");
        }
        ByteBuffer overlong = ByteBuffer.allocate((1 << 20) + 17)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, (1 << 20) + 1);
        assertThat(refusal(upload(own, overlong.array()))).isEqualTo("413 too-large");
        assertThat(refusal(move(own, "start"))).isEqualTo("409 no-model");
        assertThat(upload(own, sound).statusCode()).isEqualTo(204);
        assertThat(server.bytes(own + "/models/0", server.admin).body()).endsWith(0, 0, 0, 0);
        assertThat(upload(own, with(sound, 2)).statusCode()).as("repeatable").isEqualTo(204);
        assertThat(server.bytes(own + "/models/0", server.admin).body()).endsWith(0, 0, 0, 0x40);
        assertThat(move(own, "start").statusCode()).isEqualTo(200);
        assertThat(refusal(upload(own, sound))).isEqualTo("409 wrong-state");
        assertThat(refusal(upload(create(""), sound)))
                .as("a job with a net of its own")
                .isEqualTo("409 wrong-state");
        assertThat(refusal(upload(JOBS + "/j-none", sound))).isEqualTo("404 not-found");
        String named = create("\"model\":{\"upload\":true,\"layout\":[{\"name\":\"v\",\"shape\":[2]}]},");
        assertThat(refusal(upload(named, sound))).isEqualTo("422 wrong-layout");
    }

    @Row("PUT /api/v1/jobs/{job}/models/0")
    @Test
    void whatIsNoFloat32IsConvertedOrCarriedAndToldOf() {
        String job = create("\"model\":{\"upload\":true},");
        byte[] counted = counted(0x4000, 77);

        HttpResponse<String> uploaded = upload(job, counted);

        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        assertThat(uploaded.body())
                .isEqualTo("{\"notes\":[{\"path\":\"model.upload\",\"detail\":\"1 tensor of BF16 converted to F32:"
                        + " every number stays what it was\"},{\"path\":\"model.upload\",\"detail\":\"1 tensor carried"
                        + " beside the parameters, the same in every version, neither trained nor averaged:"
                        + " 'n' (I64)\"}]}");
        byte[] file = server.bytes(job + "/models/0", server.admin).body();
        assertThat(Safetensors.read(file, Safetensors.layout(file))).containsExactly(2, 0);
        assertThat(CarriedTensors.read(file).tensor("n").orElseThrow().values()).containsExactly(77);
        assertThat(refusal(upload(job, counted(0x7f80, 77)))).as("infinite").isEqualTo("422 invalid-model");
        assertThat(upload(job, counted(0x4000, 78)).statusCode()).isEqualTo(200);
        file = server.bytes(job + "/models/0", server.admin).body();
        assertThat(CarriedTensors.read(file).tensor("n").orElseThrow().values()).containsExactly(78);
        assertThat(upload(job, file("\"F32\",\"shape\":[2],\"data_offsets\":[0,8]", 8))
                        .statusCode())
                .isEqualTo(204);
        file = server.bytes(job + "/models/0", server.admin).body();
        assertThat(CarriedTensors.read(file).isEmpty()).isTrue();
    }

    /** A counter, and two numbers of sixteen bits, the second one 0. */
    private static byte[] counted(int brain, long count) {
        byte[] header = ("{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                        + "\"w\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(header.length)
                .put(header)
                .putLong(count)
                .putShort((short) brain)
                .array();
    }

    @Row("PUT /api/v1/jobs/{job}/models/0")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'' | z a", ",\"layout\":[{\"name\":\"a\",\"shape\":[2]},{\"name\":\"z\",\"shape\":[1]}] | a z"})
    void tensorsComeInTheOrderOfTheirDataUnlessTheJobFileNamesOne(String layout, String order) {
        String job = create("\"model\":{\"upload\":true" + layout + "},");
        byte[] header = ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
                        + "\"z\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        assertThat(upload(job, file.array()).statusCode()).isEqualTo(204);
        move(job, "start");
        Device device = server.enrol();
        JsonNode offer = json(server.get("/api/v1/offers?wait=PT10S&job=" + id(job), device.token));
        assertThat(offer.path("layout")
                        .valueStream()
                        .map(tensor -> tensor.path("name").asString()))
                .containsExactly(order.split(" "));
        move(job, "stop");
    }

    @Row({"POST /api/v1/jobs/{job}/models/{version}/rollback", "409 wrong-state", "404 not-found"})
    @Test
    void aRollbackNeedsAJobAtRest() {
        String job = create("\"schedule\":{\"rounds\":3,\"cohort\":1,\"quorum\":1},");
        String rollback = job + "/models/0/rollback";
        assertThat(refusal(server.post(rollback, server.admin, ""))).isEqualTo("409 wrong-state");
        move(job, "start");
        assertThat(refusal(server.post(rollback, server.admin, ""))).isEqualTo("409 wrong-state");
        Device device = server.enrol();
        JsonNode open = vote(device, job);
        assertThat(open.path("round").asInt()).isEqualTo(1);
        move(job, "pause");
        assertThat(refusal(server.post(rollback, server.admin, "")))
                .as("its round is open")
                .isEqualTo("409 wrong-state");
        put(device, open);
        assertThat(waitFor(job, "modelVersion", 2)).isEqualTo(2);
        HttpResponse<String> rolled = server.post(rollback, server.admin, "");
        assertThat(rolled.statusCode()).as(rolled.body()).isEqualTo(200);
        assertThat(json(rolled).path("modelVersion").asInt()).isEqualTo(3);
        assertThat(json(rolled).path("state").asString()).isEqualTo("paused");
        assertThat(refusal(server.post(job + "/models/4/rollback", server.admin, "")))
                .isEqualTo("404 not-found");
        move(job, "stop");
        assertThat(json(server.post(rollback, server.admin, ""))
                        .path("modelVersion")
                        .asInt())
                .isEqualTo(4);
        JsonNode models = json(server.get(job + "/models", server.admin)).path("items");
        assertThat(models.path(4).path("digest")).isEqualTo(models.path(0).path("digest"));
        assertThat(models.path(4).path("dense").asBoolean()).isTrue();
    }

    /** The number once it is that high: a publication follows the last update by itself. */
    private static int waitFor(String job, String member, int least) {
        for (Instant end = Instant.now().plusSeconds(10); Instant.now().isBefore(end); Thread.onSpinWait()) {
            int value = json(server.get(job, server.admin)).path(member).asInt();
            if (value >= least) {
                return value;
            }
        }
        return -1;
    }

    private static byte[] file(String tensor, int bytes) {
        byte[] header = ("{\"w\":{\"dtype\":" + tensor + "}}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(header.length).put(header).array();
    }

    private static byte[] with(byte[] file, float last) {
        byte[] changed = file.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putFloat(changed.length - 4, last);
        return changed;
    }

    private static HttpResponse<String> upload(String job, byte[] file) {
        return server.send(
                "PUT",
                job + "/models/0",
                server.admin,
                BodyPublishers.ofByteArray(file),
                "Content-Type",
                "application/x-safetensors");
    }
}
