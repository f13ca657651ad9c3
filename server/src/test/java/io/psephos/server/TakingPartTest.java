package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Taking part sentence by sentence, on the real coordinator; every test has a group, and so clients, of its own. */
class TakingPartTest {
    private static final AtomicInteger GROUPS = new AtomicInteger();

    @TempDir
    static Path data;

    static TestServer server;

    private final String group = "g" + GROUPS.incrementAndGet();

    @BeforeAll
    static void start() {
        server = TestServer.inMemory(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ---- updates ----

    /** One frame with every fault at once, mended one after the other; each fault is sent for a seat of its own. */
    @Row({
        "PUT /api/v1/assignments/{assignment}/update",
        "422 malformed-frame",
        "422 unsupported-version",
        "422 wrong-scheme",
        "422 wrong-length",
        "422 bad-checksum",
        "422 wrong-base",
        "422 examples-out-of-range"
    })
    @Test
    void faultsOfAFrameAreToldInTheirOrder() {
        job("sign", 20, 20);
        ByteBuffer frame =
                ByteBuffer.wrap(HandmadeFrame.votes(offered(client()), 1)).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0, 0)
                .put(4, (byte) 9)
                .put(5, (byte) 7)
                .putShort(6, (short) 1)
                .putLong(8, 77)
                .putLong(16, 651)
                .putLong(24, -1)
                .putLong(32, 81)
                .putInt(40, 1)
                .putInt(44, 1)
                .put(frame.capacity() - 1, (byte) 0x80);
        assertThat(fresh(Arrays.copyOf(frame.array(), 47))).isEqualTo("422 malformed-frame");
        assertThat(fresh(frame.array())).isEqualTo("422 malformed-frame");
        assertThat(mended(frame, f -> f.put(0, "PSPH".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("422 unsupported-version");
        assertThat(mended(frame, f -> f.put(4, (byte) 1))).isEqualTo("422 malformed-frame");
        assertThat(mended(frame, f -> f.putShort(6, (short) 0))).isEqualTo("422 malformed-frame");
        assertThat(mended(frame, f -> f.putInt(44, 0))).isEqualTo("422 wrong-scheme");
        assertThat(mended(frame, f -> f.put(5, (byte) 1))).isEqualTo("422 wrong-length");
        assertThat(mended(frame, f -> f.putLong(16, 650))).isEqualTo("422 wrong-length");
        assertThat(mended(frame, f -> f.putLong(32, 82))).isEqualTo("422 bad-checksum");
        assertThat(mended(frame, f -> {})).isEqualTo("422 bad-checksum");
        assertThat(mended(frame, f -> HandmadeFrame.sealed(f.array()))).isEqualTo("422 wrong-base");
        assertThat(mended(frame, f -> HandmadeFrame.sealed(f.putLong(8, 0).array())))
                .isEqualTo("422 examples-out-of-range");
        assertThat(mended(
                        frame,
                        f -> HandmadeFrame.sealed(f.putLong(24, 1_000_001).array())))
                .isEqualTo("422 examples-out-of-range");
        assertThat(mended(
                        frame,
                        f -> HandmadeFrame.sealed(f.putLong(24, 1_000_000).array())))
                .as("unused bits")
                .isEqualTo("422 malformed-frame");
        Device good = client();
        HttpResponse<String> accepted = put(
                good,
                offered(good),
                HandmadeFrame.sealed(frame.put(frame.capacity() - 1, (byte) 3).array()));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        assertThat(json(accepted).propertyNames()).containsExactlyInAnyOrder("assignment", "job", "round", "fate");
    }

    @Row({"422 not-finite", "PUT /api/v1/assignments/{assignment}/update"})
    @Test
    void floatsThatAreNotFiniteAreRefusedAndMinusZeroIsFine() {
        job("float32", 4, 4);
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Device device = client();
            JsonNode offer = offered(device);
            assertThat(refusal(put(device, offer, HandmadeFrame.of(offer, floats(offer, wrong)))))
                    .isEqualTo("422 not-finite");
            assertThat(put(device, offer, HandmadeFrame.of(offer, floats(offer, -0f)))
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    /** Every scheme's own frame, with the longest payload that it may have, and one byte more. */
    @Row({
        "codec.scheme float32",
        "codec.scheme float16",
        "codec.scheme sign",
        "codec.scheme sto-sign",
        "codec.scheme scaled-sign",
        "codec.scheme ternary",
        "aggregation.rule majority-vote",
        "aggregation.rule vote-mean",
        "aggregation.rule weighted-mean",
        "413 too-large"
    })
    @ParameterizedTest
    @CsvSource({
        "float32, 0, 2600, weighted-mean",
        "float16, 4, 1300, weighted-mean",
        "sign, 1, 82, majority-vote",
        "sto-sign, 1, 82, vote-mean",
        "ternary, 2, 163, majority-vote",
        "scaled-sign, 3, 110, weighted-mean"
    })
    void everySchemeHasItsFrame(String scheme, int frame, int bytes, String rule) {
        String job = job(scheme + "\"}, \"aggregation\": {\"rule\": \"" + rule, 1, 1);
        Device device = client();
        JsonNode offer = offered(device);
        assertThat(offer.path("codec").path("scheme").asString()).isEqualTo(scheme);
        assertThat(offer.path("codec").path("frame").asInt()).isEqualTo(frame);
        ByteBuffer payload = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (scheme.equals("scaled-sign")) {
            payload.putInt(2).putLong(640).putFloat(0.5f).putLong(10).putFloat(0);
        }
        byte[] good = HandmadeFrame.of(offer, payload.array());
        assertThat(refusal(put(device, offer, Arrays.copyOf(good, good.length + 1))))
                .isEqualTo("413 too-large");
        assertThat(refusal(put(device, offer, Arrays.copyOf(good, good.length - 1))))
                .isEqualTo("422 wrong-length");
        assertThat(put(device, offer, good).statusCode()).isEqualTo(202);
        assertThat(offered(device).path("modelVersion").asInt()).isEqualTo(1);
        stop(job);
    }

    @Row({
        "PUT /api/v1/assignments/{assignment}/update",
        "409 duplicate-differs",
        "413 too-large",
        "415 unsupported-media-type"
    })
    @Test
    void theSameBytesAreKnownBeforeAnythingButTypeAndLengthIsJudged() {
        job("sign", 2, 2);
        Device one = client();
        JsonNode offer = offered(one);
        byte[] frame = HandmadeFrame.votes(offer, 1);
        assertThat(put(one, offer, frame).statusCode()).isEqualTo(202);
        Device two = client();
        assertThat(put(two, offered(two), HandmadeFrame.votes(offer, 2)).statusCode())
                .isEqualTo(202);
        assertThat(offered(two).path("round").asInt()).isEqualTo(1);
        HttpResponse<String> again = put(one, offer, frame);
        assertThat(again.statusCode()).as("after the round closed").isEqualTo(200);
        assertThat(json(again).path("fate").asString()).isEqualTo("counted");
        assertThat(json(again)).isEqualTo(json(fate(one, offer)));
        assertThat(refusal(put(one, offer, HandmadeFrame.votes(offer, 3)))).isEqualTo("409 duplicate-differs");
        assertThat(refusal(put(one, offer, new byte[1]))).isEqualTo("409 duplicate-differs");
        assertThat(refusal(put(one, offer, new byte[frame.length + 1]))).isEqualTo("413 too-large");
        assertThat(refusal(server.send("PUT", update(offer), one.token, BodyPublishers.ofByteArray(new byte[500]))))
                .isEqualTo("415 unsupported-media-type");
    }

    @Row({"PUT /api/v1/assignments/{assignment}/update", "409 wrong-state", "409 round-closed"})
    @Test
    void whatWasDeclinedComesBeforeWhatIsClosedAndThatBeforeTheFrame() {
        String job = job("sign", 4, 4);
        Device declining = client();
        JsonNode declined = offered(declining);
        assertThat(decline(declining, declined).statusCode()).isEqualTo(204);
        Device slow = client();
        JsonNode open = offered(slow);
        assertThat(refusal(put(declining, declined, new byte[1]))).isEqualTo("409 wrong-state");
        stop(job);
        assertThat(refusal(put(declining, declined, new byte[1]))).isEqualTo("409 wrong-state");
        assertThat(refusal(put(slow, open, new byte[1]))).isEqualTo("409 round-closed");
        assertThat(refusal(put(slow, open, HandmadeFrame.votes(open, 1)))).isEqualTo("409 round-closed");
    }

    @Row({"PUT /api/v1/assignments/{assignment}/update", "GET /api/v1/assignments/{assignment}", "409 duplicate-differs"
    })
    @Test
    void theThirdMalformedFrameIsFinalAndABadChecksumIsNoneOfThem() {
        String job = job("sign", 4, 4);
        Device device = client();
        JsonNode offer = offered(device);
        byte[] good = HandmadeFrame.votes(offer, 1);
        byte[] damaged = good.clone();
        damaged[50] ^= 1;
        byte[] third = HandmadeFrame.sealed(ByteBuffer.wrap(good.clone())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(8, 5)
                .array());
        assertThat(refusal(put(device, offer, new byte[0]))).isEqualTo("422 malformed-frame");
        assertThat(refusal(put(device, offer, new byte[0]))).isEqualTo("422 malformed-frame");
        for (int i = 0; i < 4; i++) {
            assertThat(refusal(put(device, offer, damaged))).isEqualTo("422 bad-checksum");
        }
        assertThat(json(fate(device, offer)).path("fate").asString()).isEqualTo("open");
        assertThat(refusal(put(device, offer, third))).isEqualTo("422 wrong-base");
        assertThat(fate(device, offer).body())
                .isEqualTo("{\"assignment\":\"" + offer.path("assignment").asString() + "\",\"job\":\"" + job
                        + "\",\"round\":0,\"fate\":\"refused\",\"code\":\"wrong-base\"}");
        assertThat(refusal(put(device, offer, third))).isEqualTo("422 wrong-base");
        assertThat(refusal(put(device, offer, good))).isEqualTo("409 duplicate-differs");
        assertThat(refusal(decline(device, offer))).isEqualTo("409 wrong-state");
        assertThat(refusal(metrics(device, offer))).isEqualTo("409 wrong-state");
        assertThat(server.get("/api/v1/offers", device.token).statusCode())
                .as("no further offer of that round")
                .isEqualTo(204);
    }

    // ---- fates ----

    @Row({
        "GET /api/v1/assignments/{assignment}",
        "POST /api/v1/assignments/{assignment}/decline",
        "PUT /api/v1/assignments/{assignment}/metrics",
        "409 round-closed",
        "409 wrong-state"
    })
    @Test
    void everyFateSaysWhatMayStillBeDone() {
        job("sign", 2, 1, 2.0);
        Device one = client();
        Device two = client();
        Device three = client();
        Device four = client();
        JsonNode counted = offered(one);
        JsonNode accepted = offered(two);
        JsonNode declined = offered(three);
        JsonNode expired = offered(four);
        assertThat(fateWord(one, counted)).isEqualTo("open");
        assertThat(metrics(one, counted).statusCode()).isEqualTo(204);
        assertThat(put(one, counted, HandmadeFrame.votes(counted, 1)).statusCode())
                .isEqualTo(202);
        assertThat(fateWord(one, counted)).isEqualTo("accepted");
        assertThat(metrics(one, counted).statusCode()).as("replaceable").isEqualTo(204);
        assertThat(refusal(decline(one, counted))).isEqualTo("409 wrong-state");
        assertThat(decline(three, declined).statusCode()).isEqualTo(204);
        assertThat(decline(three, declined).statusCode()).isEqualTo(204);
        assertThat(fateWord(three, declined)).isEqualTo("declined");
        assertThat(refusal(metrics(three, declined))).isEqualTo("409 wrong-state");
        assertThat(put(two, accepted, HandmadeFrame.votes(accepted, 1)).statusCode())
                .isEqualTo(202);
        assertThat(offered(two).path("round").asInt()).isEqualTo(1);

        assertThat(fateWord(one, counted)).isEqualTo("counted");
        assertThat(fateWord(four, expired)).isEqualTo("expired");
        assertThat(refusal(metrics(one, counted))).isEqualTo("409 round-closed");
        assertThat(refusal(metrics(four, expired))).isEqualTo("409 round-closed");
        assertThat(refusal(decline(one, counted))).isEqualTo("409 wrong-state");
        assertThat(decline(four, expired).statusCode()).isEqualTo(204);
        assertThat(fateWord(four, expired)).as("stays what it is").isEqualTo("expired");
        assertThat(decline(three, declined).statusCode()).isEqualTo(204);
        assertThat(fateWord(three, declined)).isEqualTo("declined");
    }

    @Row({"GET /api/v1/assignments/{assignment}", "POST /api/v1/jobs/{job}/stop"})
    @Test
    void aStopDiscardsWhatWasAccepted() {
        String job = job("sign", 2, 2);
        Device one = client();
        JsonNode offer = offered(one);
        byte[] frame = HandmadeFrame.votes(offer, 1);
        put(one, offer, frame);
        stop(job);
        assertThat(fateWord(one, offer)).isEqualTo("discarded");
        assertThat(refusal(decline(one, offer))).isEqualTo("409 wrong-state");
        HttpResponse<String> again = put(one, offer, frame);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("fate").asString()).isEqualTo("discarded");
    }

    @Row({
        "GET /api/v1/assignments/{assignment}",
        "PUT /api/v1/assignments/{assignment}/update",
        "POST /api/v1/assignments/{assignment}/decline",
        "PUT /api/v1/assignments/{assignment}/metrics",
        "404 not-found"
    })
    @Test
    void aForeignAssignmentIsAsUnknownAsOneThatNeverWas() {
        job("sign", 2, 2);
        JsonNode offer = offered(client());
        Device stranger = client();
        String foreign = "/api/v1/assignments/" + offer.path("assignment").asString();
        String unknown = "/api/v1/assignments/a-none";
        assertThat(server.get(foreign, stranger.token).body())
                .isEqualTo(server.get(unknown, stranger.token).body());
        for (String call : List.of("/update", "/metrics")) {
            HttpResponse<String> answer =
                    server.send("PUT", foreign + call, stranger.token, BodyPublishers.ofString("{}"));
            assertThat(refusal(answer)).isEqualTo("404 not-found");
            assertThat(answer.body())
                    .isEqualTo(server.send("PUT", unknown + call, stranger.token, BodyPublishers.ofString("{}"))
                            .body());
        }
        assertThat(server.post(foreign + "/decline", stranger.token, "{}").body())
                .isEqualTo(
                        server.post(unknown + "/decline", stranger.token, "{}").body());
        assertThat(refusal(server.get(foreign, server.admin))).isEqualTo("403 forbidden");
    }

    // ---- offers ----

    @Row("GET /api/v1/offers")
    @Test
    void anOfferHasTheMembersThatTheProtocolShows() {
        String job = job("sto-sign", 2, 2);
        HttpResponse<String> answer = server.get("/api/v1/offers", client().token);
        JsonNode offer = json(answer);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(offer.propertyNames())
                .containsExactlyInAnyOrder(
                        "assignment",
                        "job",
                        "round",
                        "modelVersion",
                        "parameterCount",
                        "layout",
                        "deadline",
                        "deadlineIn",
                        "training",
                        "codec",
                        "privacy",
                        "links");
        assertThat(offer.path("layout").toString())
                .isEqualTo("[{\"name\":\"out.weight\",\"shape\":[10,64]},{\"name\":\"out.bias\",\"shape\":[10]}]");
        assertThat(offer.path("training").toString())
                .isEqualTo("{\"steps\":1,\"batch\":32,\"learningRate\":0.01,\"proximal\":0.0,\"shares\":\"all\","
                        + "\"maxExamples\":1000000}");
        assertThat(offer.path("codec").toString()).isEqualTo("{\"scheme\":\"sto-sign\",\"frame\":1,\"b\":[0.05,0.05]}");
        assertThat(offer.path("privacy").toString()).isEqualTo("{\"mechanism\":\"none\",\"secureAggregation\":false}");
        String seat = "/api/v1/assignments/" + offer.path("assignment").asString();
        String model = "/api/v1/jobs/" + job + "/models/0";
        assertThat(offer.path("links").path("model").asString()).isEqualTo(model);
        assertThat(offer.path("links").path("delta").asString()).startsWith(model + "/delta");
        assertThat(offer.path("links").path("assignment").asString()).isEqualTo(seat);
        assertThat(offer.path("links").path("update").asString()).isEqualTo(seat + "/update");
        assertThat(offer.path("links").path("decline").asString()).isEqualTo(seat + "/decline");
        assertThat(offer.path("links").path("metrics").asString()).isEqualTo(seat + "/metrics");
        assertThat(offer.path("deadline").asString()).endsWith("Z");
        assertThat(offer.path("deadlineIn").asString()).matches("PT[0-9.HMS]+");
    }

    @Row({"GET /api/v1/offers", "404 not-found", "403 incapable", "410 job-ended"})
    @Test
    void aNamedJobIsAnsweredForInEveryState() {
        String job = create("sign", 4, 4, 1.0);
        Device device = client();
        String ask = "/api/v1/offers?job=" + job;
        assertThat(refusal(server.get("/api/v1/offers?job=j-none", device.token)))
                .isEqualTo("404 not-found");
        Device elsewhere = client(group + "x");
        assertThat(refusal(server.get(ask, elsewhere.token))).isEqualTo("404 not-found");
        assertNothing(server.get(ask, device.token));
        move(job, "start");
        JsonNode offer = json(server.get(ask, device.token));
        assertThat(json(server.get(ask, device.token)).path("assignment")).isEqualTo(offer.path("assignment"));
        assertThat(json(server.get("/api/v1/offers", device.token)).path("assignment"))
                .isEqualTo(offer.path("assignment"));
        move(job, "pause");
        assertNothing(server.get(ask, device.token));
        assertThat(put(device, offer, HandmadeFrame.votes(offer, 1)).statusCode())
                .as("its update is taken in a pause")
                .isEqualTo(202);
        move(job, "resume");
        assertNothing(server.get(ask, device.token));
        able(device, "{\"codecs\":[\"float32\"]}");
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("403 incapable");
        assertNothing(server.get("/api/v1/offers", device.token));
        able(device, "{\"maxParameters\":649}");
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("403 incapable");
        able(device, "{\"maxParameters\":650,\"codecs\":[\"sign\"]}");
        stop(job);
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("410 job-ended");
        assertNothing(server.get("/api/v1/offers", device.token));
    }

    // ---- models ----

    @Row({"GET /api/v1/jobs/{job}/models/{version}", "GET /api/v1/jobs/{job}/models/{version}/delta", "403 forbidden"})
    @Test
    void modelsAreForThoseWhoHaveOrHadASeat() {
        String job = job("sign", 2, 2);
        Device had = client();
        decline(had, offered(had));
        Device never = client();
        Device elsewhere = client(group + "x");
        for (String path : List.of("/models/0", "/models/latest", "/models/0/delta?since=0")) {
            String here = "/api/v1/jobs/" + job + path;
            assertThat(server.bytes(here, had.token).statusCode()).isEqualTo(200);
            assertThat(server.bytes(here, server.admin).statusCode()).isEqualTo(200);
            assertThat(refusal(server.get(here, never.token))).isEqualTo("403 forbidden");
            assertThat(refusal(server.get(here, elsewhere.token))).isEqualTo("404 not-found");
        }
        assertThat(server.bytes("/api/v1/jobs/" + job + "/models/0/delta?since=0", had.token)
                        .body())
                .hasSize(32);
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}/delta", "404 no-delta"})
    @Test
    void stepsOfVotesAreADeltaAndDenseOnesAreNone() {
        for (String scheme : List.of("sign", "float32")) {
            String job = job(scheme, 1, 1);
            Device device = client();
            for (int round = 0; round < 3; round++) {
                JsonNode offer = json(server.get("/api/v1/offers?wait=PT10S&job=" + job, device.token));
                byte[] payload = scheme.equals("sign") ? new byte[82] : floats(offer, 1);
                assertThat(put(device, offer, HandmadeFrame.of(offer, payload)).statusCode())
                        .isEqualTo(202);
            }
            assertThat(offered(device).path("modelVersion").asInt()).isEqualTo(3);
            String latest = "/api/v1/jobs/" + job + "/models/latest/delta?since=";
            HttpResponse<byte[]> delta = server.bytes(latest + 0, device.token);
            if (scheme.equals("sign")) {
                assertThat(delta.statusCode()).isEqualTo(200);
                assertThat(delta.headers().firstValue("Content-Type")).contains("application/vnd.psephos.delta");
                assertThat(delta.headers().firstValue("Content-Location"))
                        .contains("/api/v1/jobs/" + job + "/models/3/delta?since=0");
            } else {
                assertThat(refusal(server.get(latest + 0, device.token))).isEqualTo("404 no-delta");
            }
            assertThat(server.bytes(latest + 3, device.token).body()).hasSize(32);
            assertThat(refusal(server.get(latest + 4, device.token))).isEqualTo("400 bad-request");
            assertThat(refusal(server.get("/api/v1/jobs/" + job + "/models/4/delta?since=0", device.token)))
                    .isEqualTo("404 not-found");
            stop(job);
        }
    }

    // ---- leaving ----

    @Row({"DELETE /api/v1/clients/{client}", "GET /api/v1/audit"})
    @Test
    void whoLeavesTakesNothingBackButItsName() {
        job("sign", 2, 2);
        Device leaving = client("{\"group\":\"" + group + "\",\"name\":\"name-" + group + "\"}");
        JsonNode accepted = offered(leaving);
        put(leaving, accepted, HandmadeFrame.votes(accepted, 1));
        Device idle = client();
        JsonNode open = offered(idle);
        Device third = client();
        assertNothing(server.get("/api/v1/offers", third.token));
        for (Device each : List.of(leaving, idle)) {
            assertThat(server.send("DELETE", "/api/v1/clients/" + each.id, each.token, BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(refusal(server.get("/api/v1/offers", each.token))).isEqualTo("401 invalid-token");
        }
        JsonNode next = offered(third);
        assertThat(next.path("round")).as("the seat is given again").isEqualTo(open.path("round"));
        put(third, next, HandmadeFrame.votes(next, 1));
        assertThat(offered(third).path("round").asInt()).isEqualTo(1);
        JsonNode round = json(server.get("/api/v1/jobs/" + next.path("job").asString() + "/rounds", server.admin))
                .path("items")
                .path(0);
        assertThat(round.path("state").asString()).isEqualTo("published");
        assertThat(round.path("counted").asInt()).as("the update was kept").isEqualTo(2);
        assertThat(server.get("/api/v1/audit?limit=500", server.admin).body())
                .contains(leaving.id)
                .doesNotContain("name-" + group);
        assertThat(server.get("/api/v1/clients?limit=500", server.admin).body())
                .contains(leaving.id)
                .doesNotContain("name-" + group);
    }

    @Row({"POST /api/v1/clients/{client}/quarantine", "POST /api/v1/clients/{client}/restore", "GET /api/v1/clients"})
    @Test
    void nothingBringsBackWhoLeft() {
        Device gone = client();
        String path = "/api/v1/clients/" + gone.id;
        server.send("DELETE", path, server.admin, BodyPublishers.noBody());
        for (String move : List.of("/quarantine", "/restore")) {
            server.post(path + move, server.admin, "");
            assertThat(server.get("/api/v1/clients?limit=500", server.admin).body())
                    .containsPattern("\"client\":\"" + gone.id + "\"[^}]*\"state\":\"left\"");
            assertThat(refusal(server.get("/api/v1/offers", gone.token))).isEqualTo("401 invalid-token");
            assertThat(refusal(gone.token(server, gone.assertion(server)))).isEqualTo("401 invalid-client");
        }
    }

    @Row({"POST /api/v1/clients/{client}/quarantine", "POST /api/v1/clients/{client}/restore", "403 quarantined"})
    @Test
    void quarantineDeclinesWhatIsOpenAndKeepsWhatIsAccepted() {
        job("sign", 2, 2);
        Device one = client();
        JsonNode accepted = offered(one);
        put(one, accepted, HandmadeFrame.votes(accepted, 1));
        Device two = client();
        JsonNode open = offered(two);
        for (Device each : List.of(one, two)) {
            String path = "/api/v1/clients/" + each.id;
            assertThat(server.post(path + "/quarantine", server.admin, "").statusCode())
                    .isEqualTo(204);
            assertThat(refusal(server.get("/api/v1/offers", each.token))).isEqualTo("403 quarantined");
        }
        assertThat(refusal(put(one, accepted, HandmadeFrame.votes(accepted, 1))))
                .isEqualTo("403 quarantined");
        assertThat(refusal(server.send("PUT", "/api/v1/assignments/a-none/update", one.token, BodyPublishers.noBody())))
                .as("403 stands before 404")
                .isEqualTo("403 quarantined");
        assertThat(fateWord(one, accepted)).isEqualTo("accepted");
        assertThat(fateWord(two, open)).isEqualTo("declined");
        Device three = client();
        JsonNode again = offered(three);
        put(three, again, HandmadeFrame.votes(again, 1));
        assertThat(offered(three).path("round").asInt()).isEqualTo(1);
        assertThat(fateWord(one, accepted)).isEqualTo("counted");
        server.post("/api/v1/clients/" + two.id + "/restore", server.admin, "");
        assertThat(offered(two).path("round").asInt()).isEqualTo(1);
        assertThat(refusal(put(two, open, HandmadeFrame.votes(open, 1)))).isEqualTo("409 wrong-state");
    }

    // ---- all around ----

    private String mended(ByteBuffer frame, Consumer<ByteBuffer> mend) {
        mend.accept(frame);
        return fresh(frame.array());
    }

    /** What the frame is answered by for a seat that nothing was sent for. */
    private String fresh(byte[] frame) {
        Device device = client();
        return refusal(put(device, offered(device), frame));
    }

    private static byte[] floats(JsonNode offer, float value) {
        ByteBuffer payload =
                ByteBuffer.allocate(4 * offer.path("parameterCount").asInt()).order(ByteOrder.LITTLE_ENDIAN);
        payload.putFloat(payload.capacity() - 4, value);
        return payload.array();
    }

    private String job(String scheme, int cohort, int quorum) {
        return job(scheme, cohort, quorum, 1.0);
    }

    private String job(String scheme, int cohort, int quorum, double overSelect) {
        String job = create(scheme, cohort, quorum, overSelect);
        move(job, "start");
        return job;
    }

    private String create(String scheme, int cohort, int quorum, double overSelect) {
        HttpResponse<String> created =
                server.post("/api/v1/jobs", server.admin, """
                {"model": {"net": "softmax", "layers": [64, 10]}, "participants": {"groups": ["%s"]},
                 "schedule": {"rounds": 100, "cohort": %d, "quorum": %d, "overSelect": %s, "deadline": "PT5M"},
                 "codec": {"scheme": "%s"}, "optimizer": {"learningRate": 0.01}, "evaluation": {"data": "none"}}""".formatted(group, cohort, quorum, overSelect, scheme));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("job").asString();
    }

    private static void move(String job, String move) {
        assertThat(server.post("/api/v1/jobs/" + job + "/" + move, server.admin, "")
                        .statusCode())
                .isEqualTo(200);
    }

    private static void stop(String job) {
        move(job, "stop");
    }

    private Device client() {
        return client(group);
    }

    private static Device client(String invitation) {
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

    private static void able(Device device, String capabilities) {
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

    private static JsonNode offered(Device device) {
        HttpResponse<String> answer = server.get("/api/v1/offers?wait=PT10S", device.token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static void assertNothing(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("[0-9]+");
    }

    private static HttpResponse<String> put(Device device, JsonNode offer, byte[] frame) {
        return server.send(
                "PUT",
                update(offer),
                device.token,
                BodyPublishers.ofByteArray(frame),
                "Content-Type",
                HandmadeFrame.TYPE);
    }

    private static String update(JsonNode offer) {
        return offer.path("links").path("update").asString();
    }

    private static HttpResponse<String> decline(Device device, JsonNode offer) {
        return server.post(offer.path("links").path("decline").asString(), device.token, "{\"reason\":\"battery\"}");
    }

    private static HttpResponse<String> metrics(Device device, JsonNode offer) {
        return server.send(
                "PUT",
                offer.path("links").path("metrics").asString(),
                device.token,
                BodyPublishers.ofString("{\"loss\":0.5}"),
                "Content-Type",
                "application/json");
    }

    private static HttpResponse<String> fate(Device device, JsonNode offer) {
        return server.get(offer.path("links").path("assignment").asString(), device.token);
    }

    private static String fateWord(Device device, JsonNode offer) {
        return json(fate(device, offer)).path("fate").asString();
    }
}
