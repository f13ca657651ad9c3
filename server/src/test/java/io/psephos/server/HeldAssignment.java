package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.Signs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/** An offer that a device took, and what it can do with it; answers are a status and the code of a problem. */
record HeldAssignment(TestServer server, Device device, Offer offer) {
    static final String UPDATE = "application/vnd.psephos.update";

    /** The device's assignment in the job's open round. */
    static HeldAssignment take(TestServer server, Device device, String job) {
        HttpResponse<String> offered = server.get("/api/v1/offers?wait=PT20S&job=" + job, device.token);
        assertThat(offered.statusCode()).as(offered.body()).isEqualTo(200);
        return new HeldAssignment(server, device, ProtocolJson.lenient().readValue(offered.body(), Offer.class));
    }

    /** An update that the job accepts, drawn by the round and the seed. */
    byte[] update(long seed) {
        return frame(header(5), payload(seed));
    }

    Payload payload(long seed) {
        SplittableRandom random = new SplittableRandom(offer.round() << 32 | seed);
        int count = offer.parameterCount();
        return switch (offer.codec().scheme()) {
            case "float32" -> new Dense(floats(random, count));
            case "scaled-sign" ->
                new ScaledSigns(
                        Blocks.of(offer.layout(), random.nextFloat()),
                        new Signs(count, new long[] {random.nextLong() & (-1L >>> -count)}));
            default -> throw new IllegalArgumentException(offer.codec().scheme());
        };
    }

    FrameHeader header(long examples) {
        return new FrameHeader(offer.codec().frame(), offer.modelVersion(), offer.parameterCount(), examples);
    }

    static byte[] frame(FrameHeader header, Payload payload) {
        return UpdateFrames.encode(header, payload);
    }

    String put(byte[] frame) {
        return put(BodyPublishers.ofByteArray(frame), UPDATE);
    }

    String put(BodyPublisher body, String type) {
        return answer(server.send("PUT", offer.links().update(), device.token, body, "Content-Type", type));
    }

    String metrics(String json) {
        return answer(server.send(
                "PUT",
                offer.links().metrics(),
                device.token,
                BodyPublishers.ofString(json),
                "Content-Type",
                "application/json"));
    }

    String decline() {
        return answer(server.post(offer.links().decline(), device.token, "{\"reason\": \"no\"}"));
    }

    /** Announces a body of that length, sends its first bytes and no more. */
    String begin(long length, byte[] first) {
        String head = "PUT " + offer.links().update() + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + UPDATE
                + "\r\nAuthorization: Bearer " + device.token + "\r\nContent-Length: " + length + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(first);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode problem = ProtocolJson.lenient().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3) + " "
                    + problem.path("code").asString("none");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(HttpResponse<String> response) {
        return response.statusCode() < 300 ? Integer.toString(response.statusCode()) : TestServer.refusal(response);
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
