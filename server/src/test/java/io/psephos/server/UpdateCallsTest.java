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
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tests of update calls and the status of updates. */
class UpdateCallsTest extends ClientFixture {

    /** One frame with every fault at once, mended one after the other; each fault is sent for an assignment of its own. */
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
        "PUT /api/v1/assignments/{assignment}/artefacts/{name}",
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
        for (String call : List.of("/update", "/metrics", "/artefacts/counts")) {
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

    private String mended(ByteBuffer frame, Consumer<ByteBuffer> mend) {
        mend.accept(frame);
        return fresh(frame.array());
    }

    /** What the frame is answered by for an assignment that nothing was sent for. */
    private String fresh(byte[] frame) {
        Device device = client();
        return refusal(put(device, offered(device), frame));
    }
}
