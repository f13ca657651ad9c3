package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A call whose work ends in an error of the JVM is answered, wherever that was thrown, and so are the calls after it. */
class AnsweredErrorsTest {
    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
        server.coordinator().runs("digits");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void mend() {
        server.coordinator().error = null;
        server.coordinator().gate = CompletableFuture.completedFuture(null);
    }

    static List<Error> errors() {
        return List.of(
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new NoClassDefFoundError("x"),
                new AssertionError("y"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyCallThatMeetsOneIsAnswered(Error error) {
        server.coordinator().error = error;
        String expected = error instanceof OutOfMemoryError ? "503 unavailable" : "500 internal";

        for (String path : List.of(
                "/api/v1/jobs",
                "/api/v1/jobs/j-1",
                "/api/v1/jobs/j-1/models/0",
                "/api/v1/jobs/j-1/models/latest",
                "/api/v1/jobs/j-1/models/0/delta?since=0",
                "/api/v1/jobs/j-1/rounds",
                "/api/v1/jobs/j-1/metrics",
                "/api/v1/jobs/j-1/events")) {
            assertThat(refusal(server.get(path, server.admin))).as(path).isEqualTo(expected);
        }
        for (String path : List.of("/api/v1/offers", "/api/v1/offers?job=j-1", "/api/v1/assignments/a-1")) {
            assertThat(refusal(server.get(path, device.token))).as(path).isEqualTo(expected);
        }
        assertThat(refusal(put(new byte[60]))).isEqualTo(expected);
        assertThat(refusal(server.post("/api/v1/jobs/j-1/start", server.admin, "")))
                .isEqualTo(expected);
        assertThat(refusal(server.post(
                        "/api/v1/jobs",
                        server.admin,
                        "{\"name\":\"d\",\"schedule\":{\"cohort\":3},\"optimizer\":{\"learningRate\":0.01}}")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true, 503 unavailable", "false, 500 internal"})
    void soIsOneThatEndsAStage(boolean isMemory, String expected) {
        server.coordinator().gate =
                CompletableFuture.failedFuture(isMemory ? new OutOfMemoryError("x") : new LinkageError("y"));
        assertThat(refusal(put(new byte[60]))).isEqualTo(expected);
    }

    @Test
    void theNextCallsAreAnsweredAsIfNothingHadBeen() {
        server.coordinator().error = new OutOfMemoryError("Java heap space");
        for (int call = 0; call < 50; call++) {
            server.get("/api/v1/jobs/j-1/models/0", server.admin);
        }
        server.coordinator().error = null;
        assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        assertThat(put(new byte[60]).statusCode()).isEqualTo(202);
    }

    private static HttpResponse<String> put(byte[] body) {
        return server.send(
                "PUT",
                "/api/v1/assignments/a-1/update",
                device.token,
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                "application/vnd.psephos.update");
    }
}
