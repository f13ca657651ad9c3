package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.server.http.connection.Connections;
import io.psephos.server.http.connection.Losses;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of what those may take of a server whom it does not know. */
class StrangersTest {
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String METADATA = "/.well-known/oauth-authorization-server";

    @TempDir
    Path data;

    private final List<PlainSocket> sockets = new ArrayList<>();
    private TestServer server;

    @AfterEach
    void stop() {
        sockets.forEach(PlainSocket::close);
        server.close();
    }

    @Row("413 too-large")
    @ParameterizedTest
    @CsvSource({
        "/api/v1/token, application/x-www-form-urlencoded",
        "/api/v1/enrollments, application/json",
    })
    void aCallWithoutATokenHasABodyOfAFewKilobytes(String path, String type) {
        server = start();
        assertThat(refusal(post(path, type, 8 * 1024 + 1))).isEqualTo("413 too-large");
        assertThat(post(path, type, 8 * 1024).statusCode()).isIn(400, 401);
    }

    @Row({"429 rate-limited", "503 unavailable"})
    @ParameterizedTest
    @CsvSource({"12KB, 16MB, 429 rate-limited", "16MB, 12KB, 503 unavailable"})
    void bytesOfStrangersAreBounded(String perAddress, String all, String refusal) {
        server = start("connections.stranger-bytes-per-address", perAddress, "connections.stranger-bytes", all);
        PlainSocket holding = socket();
        holding.write(PlainSocket.head("POST /api/v1/token", "", FORM, "Content-Length: 8000", "Expect: 100-continue"));
        String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        assertThat(holding.read(goOn.length())).isEqualTo(goOn);
        String type = "application/x-www-form-urlencoded";

        HttpResponse<String> refused = post("/api/v1/token", type, 8000);
        assertThat(refusal(refused)).isEqualTo(refusal);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        assertThat(post("/api/v1/token", type, 1000).statusCode())
                .as("what there is room for")
                .isEqualTo(400);
        holding.write("x".repeat(8000));
        assertThat(holding.read(12)).isEqualTo("HTTP/1.1 400");
        assertThat(refusal(post("/api/v1/token", type, 8000))).isEqualTo("400 bad-request");
    }

    @Row("408 timeout")
    @ParameterizedTest
    @ValueSource(
            strings = {"POST /api/v1/token", "PUT /api/v1/assignments/a-1/metrics", "PUT /api/v1/assignments/a-1/update"
            })
    void aBodyMustComeAtTheLeastRateAndNotOnlyNowAndThen(String call) {
        server = start("limits.stall", "1s");
        String token = call.startsWith("PUT") ? server.enrol().token : "";
        String type = call.endsWith("token")
                ? FORM
                : call.endsWith("metrics")
                        ? "Content-Type: application/json"
                        : "Content-Type: application/vnd.psephos.update";
        PlainSocket slow = socket();
        slow.write(PlainSocket.head(call, token, type, "Content-Length: " + (call.endsWith("update") ? 60 : 5000)));
        String answer = slow.trickle(100);
        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"timeout\"");
        assertThat(counted(Losses.Cause.SLOW_BODY)).isPositive();
    }

    @Test
    void soMustOneThatNobodyReads() {
        server = start("limits.stall", "1s");
        PlainSocket slow = socket();
        slow.write(PlainSocket.head("POST /api/v1/jobs", "", "Content-Type: application/json", "Content-Length: 9000"));
        assertThat(slow.trickle(100)).startsWith("HTTP/1.1 401 ");
        assertThat(counted(Losses.Cause.SLOW_BODY)).isPositive();
    }

    @Test
    void aBodyAtTheLeastRateMayTakeItsTime() {
        server = start("limits.stall", "500ms", "connections.least-rate", "5B");
        PlainSocket slow = socket();
        slow.write(PlainSocket.head("POST /api/v1/token", "", FORM, "Content-Length: 15", "Connection: close"));
        assertThat(slow.trickle(100)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void silentConnectionsShutNobodyOut() {
        server = start("connections.strangers", "20", "connections.strangers-per-address", "15");
        Device device = server.enrol();
        PlainSocket known = socket();
        String jobs = PlainSocket.head("GET /api/v1/assignments/a-1", device.token);
        known.write(jobs);
        assertThat(known.read(12)).isEqualTo("HTTP/1.1 200");
        for (int i = 0; i < 100; i++) {
            socket();
        }
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (counted(Losses.Cause.TOO_MANY_OF_ADDRESS) < 85 && System.nanoTime() < patience) {
            assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        }

        for (int i = 0; i < 10; i++) {
            assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        }
        assertThat(counted(Losses.Cause.TOO_MANY_OF_ADDRESS)).isGreaterThanOrEqualTo(85);
        assertThat(server.server.bean(Connections.class).count()).isBetween(15, 20);
        known.write(PlainSocket.head("GET /api/v1/assignments/a-1", device.token, "Connection: close"));
        assertThat(known.readAll()).contains("HTTP/1.1 200");
        String lost = server.get("/actuator/metrics/psephos.connections.lost", server.admin)
                .body();
        assertThat(lost).contains("too-many-of-address");
    }

    @Test
    void whatIsCountedIsForThoseWhoWatchTheServer() {
        server = start();
        String path = "/actuator/metrics/psephos.connections.open";
        assertThat(refusal(server.get(path, ""))).isEqualTo("401 invalid-token");
        assertThat(refusal(server.get(path, server.enrol().token))).isEqualTo("403 forbidden");
        HttpResponse<String> answer = server.get(path, server.admin);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/measurements/0/value").asDouble()).isPositive();
    }

    private long counted(Losses.Cause cause) {
        return server.server.bean(Losses.class).counted(cause);
    }

    private TestServer start(String... settings) {
        ServerOptions options = ServerOptions.defaults().data(data).port(0);
        for (int i = 0; i < settings.length; i += 2) {
            options = options.set("psephos." + settings[i], settings[i + 1]);
        }
        TestServer started = new TestServer(options, TestFoundation.class);
        assertThat(started.get(METADATA, "").statusCode()).isEqualTo(200);
        return started;
    }

    private PlainSocket socket() {
        PlainSocket socket = new PlainSocket(server);
        sockets.add(socket);
        return socket;
    }

    private HttpResponse<String> post(String path, String type, int length) {
        return server.send("POST", path, "", BodyPublishers.ofString("x".repeat(length)), "Content-Type", type);
    }
}
