package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.Fate;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    private static final String UPDATE = "/api/v1/assignments/a-1/update";
    private static final String TYPE = "application/vnd.psephos.update";

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.limits.stall", "400ms"), TestFoundation.class);
        device = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void quiet() {
        ScriptedCoordinator coordinator = server.coordinator();
        coordinator.frames.clear();
        coordinator.refusals.clear();
        coordinator.fate = Fate.OPEN;
        coordinator.submission = new Submission.Accepted(ScriptedCoordinator.receipt(Fate.ACCEPTED));
        coordinator.gate = CompletableFuture.completedFuture(null);
    }

    @Row("PUT /api/v1/assignments/{assignment}/update")
    @Test
    void anAcceptedUpdateIs202AndTheSameBytesAgainAre200() {
        HttpResponse<String> first = put(UPDATE, new byte[100]);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.body())
                .isEqualTo("{\"assignment\":\"a-1\",\"job\":\"j-1\",\"round\":3,\"fate\":\"accepted\"}");
        assertThat(server.coordinator().frames).hasSize(1);
        assertThat(server.coordinator().frames.getFirst()).hasSize(100);
        server.coordinator().submission = new Submission.AlreadyAccepted(ScriptedCoordinator.receipt(Fate.COUNTED));
        assertThat(put(UPDATE, new byte[100]).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProblemCode.class,
            names = {
                "ROUND_CLOSED",
                "DUPLICATE_DIFFERS",
                "STALE",
                "WRONG_STATE",
                "MALFORMED_FRAME",
                "BAD_CHECKSUM",
                "FILTERED"
            })
    void verdictsOfTheCoordinatorArePassedOn(ProblemCode code) {
        server.coordinator().submission = new Submission.Refused(code, "because", "a\nb");
        HttpResponse<String> answer = put(UPDATE, new byte[60]);
        assertThat(refusal(answer)).isEqualTo(code.status() + " " + code.word());
        assertThat(json(answer).path("detail").asString()).isEqualTo("because");
        assertThat(json(answer).path("value").asString()).isEqualTo("a\uFFFDb");
        assertThat(server.coordinator().refusals)
                .as("its own verdicts it knows")
                .isEmpty();
    }

    @Row({
        "PUT /api/v1/assignments/{assignment}/update",
        "401 invalid-token",
        "403 forbidden",
        "404 not-found",
        "415 unsupported-media-type",
        "411 length-required",
        "413 too-large"
    })
    @Test
    void refusalsComeInTheProtocolsOrder() {
        BodyPublisher chunkedAndTooLong =
                BodyPublishers.ofInputStream(() -> (InputStream) new ByteArrayInputStream(new byte[500]));
        assertThat(refusal(server.send("PUT", "/api/v1/assignments/a-2/update", "", chunkedAndTooLong)))
                .isEqualTo("401 invalid-token");
        assertThat(refusal(server.send("PUT", "/api/v1/assignments/a-2/update", server.admin, chunkedAndTooLong)))
                .isEqualTo("403 forbidden");
        assertThat(refusal(server.send("PUT", "/api/v1/assignments/a-2/update", device.token, chunkedAndTooLong)))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.send("PUT", UPDATE, device.token, chunkedAndTooLong)))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send("PUT", UPDATE, device.token, chunkedAndTooLong, "Content-Type", TYPE)))
                .isEqualTo("411 length-required");
        assertThat(refusal(put(UPDATE, new byte[101]))).isEqualTo("413 too-large");
        assertThat(server.coordinator().frames).isEmpty();
        assertThat(server.coordinator().refusals)
                .as("what the coordinator notes of them")
                .containsExactly(
                        "UPDATE unsupported-media-type: the body must be " + TYPE,
                        "UPDATE length-required: the body needs a Content-Length",
                        "UPDATE too-large: the largest frame of this assignment has 100 bytes, was 101");
    }

    @Test
    void whoIsInQuarantineIsNotedToo() {
        String standing = "/api/v1/clients/" + device.id;
        server.post(standing + "/quarantine", server.admin, "");
        try {
            assertThat(refusal(put(UPDATE, new byte[60]))).isEqualTo("403 quarantined");
        } finally {
            server.post(standing + "/restore", server.admin, "");
        }
        assertThat(server.coordinator().refusals).containsExactly("UPDATE quarantined: the client is in quarantine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd", "identity"})
    void noBodyIsTakenCompressed(String encoding) {
        assertThat(refusal(server.send(
                        "PUT",
                        UPDATE,
                        device.token,
                        BodyPublishers.ofByteArray(new byte[60]),
                        "Content-Type",
                        TYPE,
                        "Content-Encoding",
                        encoding)))
                .isEqualTo("415 unsupported-media-type");
    }

    @Test
    void aBodyTooLongToBeReadIsRefusedFromItsLengthAndTheConnectionGoesOn() {
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(put(UPDATE, new byte[4 << 20]))).isEqualTo("413 too-large");
        }
        assertThat(put(UPDATE, new byte[100]).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17000000", "2147483648", "9223372036854775807"})
    void hugeLengthsAreRefusedUnread(String length) throws IOException {
        String answer = exchange(head(length));
        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .contains("connection: close")
                .contains("too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "9223372036854775808", "10\r\nContent-Length: 20"})
    void lengthsThatAreNoneAreRefused(String length) throws IOException {
        assertThat(exchange(head(length))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void whoExpectsContinueGetsIt() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head("60\r\nExpect: 100-continue").getBytes(StandardCharsets.US_ASCII));
            byte[] begin = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue".length());
            assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100 Continue");
            out.write(new byte[60]);
            assertThat(new String(socket.getInputStream().readNBytes(16), StandardCharsets.US_ASCII))
                    .isEqualTo("\r\n\r\nHTTP/1.1 202");
        }
    }

    @Row("408 timeout")
    @Test
    void aBodyThatStopsComingIsCut() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            socket.getOutputStream().write((head("60") + "0123456789").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"timeout\"");
        }
        assertThat(server.coordinator().frames).isEmpty();
        assertThat(server.coordinator().refusals).containsExactly("UPDATE timeout: the body stopped coming");
    }

    @Test
    void whoHangsUpAfterTheLastByteCancelsNothing() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        CompletableFuture<Void> through = gate.copy();
        server.coordinator().gate = through;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            socket.getOutputStream().write(head("60").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[60]);
            server.coordinator().firstFrame.get(10, TimeUnit.SECONDS);
            socket.setSoLinger(true, 0);
        }
        assertThat(put("/api/v1/assignments/a-2/update", new byte[60]).statusCode())
                .isEqualTo(404);
        assertThat(through).isNotCancelled();
        gate.complete(null);
        through.get(10, TimeUnit.SECONDS);
    }

    @Row("503 unavailable")
    @Test
    void storageThatCannotBeUsedIs503WithAPause() {
        server.coordinator().gate =
                CompletableFuture.failedFuture(new JournalException("the disk is full", new IOException("no space")));
        HttpResponse<String> answer = put(UPDATE, new byte[60]);
        assertThat(refusal(answer)).isEqualTo("503 unavailable");
        assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
        assertThat(answer.body()).doesNotContain("disk");
    }

    @Row("500 internal")
    @Test
    void whatNobodyExpectedIs500AndSaysNothing() {
        server.coordinator().gate = CompletableFuture.failedFuture(new IllegalStateException("secret"));
        HttpResponse<String> answer = put(UPDATE, new byte[60]);
        assertThat(refusal(answer)).isEqualTo("500 internal");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void anAssignmentCanBeAskedForAndGivenBack() {
        assertThat(json(server.get("/api/v1/assignments/a-1", device.token))
                        .path("fate")
                        .asString())
                .isEqualTo("open");
        String decline = "/api/v1/assignments/a-1/decline";
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> given = server.post(decline, device.token, "{\"reason\":\"battery\"}");
            assertThat(given.statusCode()).as(given.body()).isEqualTo(204);
        }
        server.coordinator().fate = Fate.ACCEPTED;
        assertThat(refusal(server.post(decline, device.token, "{\"reason\":\"late\"}")))
                .isEqualTo("409 wrong-state");
        assertThat(refusal(server.post("/api/v1/assignments/a-2/decline", device.token, "{\"reason\":\"x\"}")))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.post(decline, device.token, "{\"reason\":\"" + "x".repeat(201) + "\"}")))
                .isEqualTo("422 invalid-member");
        assertThat(refusal(server.post(decline, device.token, "{}"))).isEqualTo("422 invalid-member");
    }

    private static HttpResponse<String> put(String path, byte[] body) {
        return server.send("PUT", path, device.token, BodyPublishers.ofByteArray(body), "Content-Type", TYPE + "; v=1");
    }

    private static String head(String length) {
        return "PUT " + UPDATE + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + TYPE + "\r\nAuthorization: Bearer "
                + device.token + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** All that the server says until it closes the connection. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
