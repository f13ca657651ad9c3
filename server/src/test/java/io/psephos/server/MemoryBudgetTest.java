package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.server.config.FoundationConfiguration;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with room for 1,000 bytes in flight: what does not fit is refused before it is read, and fits later. */
@Timeout(60)
class MemoryBudgetTest {
    private static final Executor THREADS = task -> new Thread(task).start();

    @TempDir
    Path data;

    private TestServer server;
    private Device device;

    @BeforeEach
    void start() {
        start("300ms");
    }

    private void start(String patience) {
        server = new TestServer(
                ServerOptions.defaults()
                        .data(data)
                        .port(0)
                        .set("psephos.limits.in-flight", "1000B")
                        .set("psephos.limits.in-flight-wait", patience),
                TestFoundation.class);
        device = server.enrol();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Each needs 200 bytes: its own 100, and what it is decoded to. */
    @Test
    void frameAfterFrameIsTakenUntilThereIsNoRoomAndAgainOnceThereIs() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        server.coordinator().gate = gate;
        CompletableFuture<?>[] held = new CompletableFuture<?>[5];
        for (int i = 0; i < held.length; i++) {
            held[i] = CompletableFuture.supplyAsync(() -> put(new byte[100]));
            awaitFrames(i + 1);
        }

        HttpResponse<String> refused = put(new byte[100]);
        assertThat(refusal(refused)).isEqualTo("503 unavailable");
        assertThat(refused.headers().firstValueAsLong("Retry-After")).isPresent();
        assertThat(server.coordinator().frames).hasSize(5);

        gate.complete(null);
        CompletableFuture.allOf(held).get(30, TimeUnit.SECONDS);
        assertThat(put(new byte[100]).statusCode()).isEqualTo(202);
    }

    /** Who waits comes in when there is room, in turn, and who hangs up leaves the line. */
    @Test
    void whoFindsNoRoomWaitsForIt() throws Exception {
        server.close();
        start("60s");
        CompletableFuture<Void> gate = new CompletableFuture<>();
        server.coordinator().gate = gate;
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> put(new byte[100]), THREADS));
            awaitFrames(i + 1);
        }
        try (PlainSocket impatient = new PlainSocket(server)) {
            impatient.write(PlainSocket.head(
                    "PUT /api/v1/assignments/a-1/update",
                    device.token,
                    "Content-Type: application/vnd.psephos.update",
                    "Content-Length: 100"));
            for (int i = 0; i < 20; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> put(new byte[100]), THREADS));
            }
        }
        assertThat(server.get("/api/v1/assignments/a-1", device.token).statusCode())
                .isEqualTo(200);
        assertThat(server.coordinator().frames).hasSize(5);

        gate.complete(null);
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
        assertThat(server.coordinator().frames).hasSize(25);
    }

    @Test
    void refusedBodiesGiveTheirShareBack() {
        for (int i = 0; i < 50; i++) {
            assertThat(refusal(put(new byte[101]))).isEqualTo("413 too-large");
            server.coordinator().gate = CompletableFuture.failedFuture(new IllegalStateException("no"));
            assertThat(refusal(put(new byte[100]))).isEqualTo("500 internal");
        }
        server.coordinator().gate = CompletableFuture.completedFuture(null);
        assertThat(put(new byte[100]).statusCode()).isEqualTo(202);
    }

    @Test
    void aModelThatNeverFitsIsRefusedUnread() {
        server.coordinator()
                .jobs
                .add(new JobView(
                        ScriptedCoordinator.JOB, Specs.spec("digits"), JobState.CREATED, null, 0, 0, Instant.EPOCH));
        HttpResponse<String> refused = upload(new byte[201]);
        assertThat(refusal(refused)).isEqualTo("413 too-large");
        assertThat(refused.body()).contains("1005 of 1000 bytes");
        assertThat(refusal(upload(new byte[200]))).isEqualTo("422 invalid-model");
        byte[] header = "{\"w\":{\"dtype\":\"BF16\",\"shape\":[51],\"data_offsets\":[0,102]}}"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] halves = ByteBuffer.allocate(8 + header.length + 102)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
        HttpResponse<String> larger = upload(halves);
        assertThat(refusal(larger)).as("a file that grows").isEqualTo("413 too-large");
        assertThat(larger.body()).contains("the model has 51 parameters, and this server's memory allows for 50");
    }

    @Test
    void aNetWithoutRoomIsRefusedWhenItsJobIsCreated() {
        ServerOptions small = ServerOptions.defaults()
                .data(data.resolve("small"))
                .port(0)
                .set("psephos.durability", "memory")
                .set("psephos.limits.in-flight", "100KB");
        try (TestServer whole = new TestServer(small, FoundationConfiguration.class)) {
            for (String model : List.of(
                    "\"model\":{\"net\":\"mlp\",\"layers\":[64,16384,16000,10]}",
                    "\"model\":{\"upload\":true,\"layout\":[{\"name\":\"w\",\"shape\":[16000,16000]}]},"
                            + "\"evaluation\":{\"data\":\"none\"}")) {
                HttpResponse<String> refused = whole.post("/api/v1/jobs", whole.admin, job(model));
                assertThat(refusal(refused)).isEqualTo("422 invalid-job");
                assertThat(refused.body()).contains("this server's memory allows for 5120", "out-of-range");
            }
            assertThat(whole.post(
                                    "/api/v1/jobs",
                                    whole.admin,
                                    job("\"model\":{\"net\":\"softmax\",\"layers\":[64,10]}"))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static String job(String model) {
        return "{\"name\":\"d\"," + model + ",\"schedule\":{\"cohort\":3},\"optimizer\":{\"learningRate\":0.01}}";
    }

    private HttpResponse<String> upload(byte[] file) {
        return server.send(
                "PUT",
                "/api/v1/jobs/j-1/models/0",
                server.admin,
                BodyPublishers.ofByteArray(file),
                "Content-Type",
                "application/x-safetensors");
    }

    private HttpResponse<String> put(byte[] body) {
        return server.send(
                "PUT",
                "/api/v1/assignments/a-1/update",
                device.token,
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                "application/vnd.psephos.update");
    }

    private void awaitFrames(int count) throws InterruptedException {
        while (server.coordinator().frames.size() < count) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
