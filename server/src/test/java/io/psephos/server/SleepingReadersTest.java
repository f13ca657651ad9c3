package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.server.http.connection.Losses;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers who sleep over a model of 20 MB keep little of the server, are cut, and stop nobody else's download. */
@Row("GET /api/v1/jobs/{job}/models/{version}")
class SleepingReadersTest {
    private static final String MODEL = "/api/v1/jobs/j-1/models/0";
    private static final int PARAMETERS = 5_000_000;
    private static final int SLEEPERS = 60;
    private static final long OF_EACH = 256 * 1024;

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.limits.stall", "3s"), TestFoundation.class);
        device = server.enrol();
        server.coordinator().runs("large");
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(PARAMETERS))));
        server.coordinator().models.put(0L, new StoredModel(ScriptedCoordinator.JOB, 0, layout, new float[PARAMETERS]));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Tag("ci")
    @Test
    void sixtyOfThemStopNoDownload() {
        byte[] whole = server.bytes(MODEL, device.token).body();
        long before = directMemory();
        List<PlainSocket> sleepers = new ArrayList<>();
        for (int i = 0; i < SLEEPERS; i++) {
            PlainSocket sleeper = PlainSocket.takingLittle(server);
            sleeper.write(PlainSocket.head("GET " + MODEL, device.token));
            sleepers.add(sleeper);
        }
        for (PlainSocket sleeper : sleepers) {
            assertThat(sleeper.read(12)).isEqualTo("HTTP/1.1 200");
        }

        for (int i = 0; i < 10; i++) {
            HttpResponse<byte[]> answer = server.bytes(MODEL, device.token);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(whole);
        }
        long taken = directMemory() - before;
        assertThat(taken).isLessThan(SLEEPERS * OF_EACH + 16_000_000);
        Losses losses = server.server.bean(Losses.class);
        long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (losses.counted(Losses.Cause.SLOW_READER) < SLEEPERS && System.nanoTime() < patience) {
            assertThat(server.bytes(MODEL, device.token).body()).hasSize(whole.length);
        }
        assertThat(losses.counted(Losses.Cause.SLOW_READER)).isEqualTo(SLEEPERS);
        for (PlainSocket sleeper : sleepers) {
            assertThat(sleeper.readAll().length()).isLessThan(whole.length);
            sleeper.close();
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
