package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of many readers of a job's events, of those that do not read, and of how many there may be. */
@Timeout(120)
class EventWatchersTest {
    private static final String EVENTS = "/api/v1/jobs/j-1/events";

    @TempDir
    Path data;

    private TestServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    /** Readers cost the storage one look each when they come, and nothing for what happens then. */
    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void whatHappensIsReadFromStorageByNobody() throws IOException {
        start("psephos.limits.heartbeat", "1h");
        List<BufferedReader> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(stream(""));
        }
        for (int id = 1; id <= 10; id++) {
            happen(event(id, Kind.UPDATE_ACCEPTED));
            for (BufferedReader reader : readers) {
                assertThat(nextId(reader)).isEqualTo("id:" + id);
            }
        }
        assertThat(server.journal().reads).hasValueLessThanOrEqualTo(2 * 20);
    }

    @Row({"GET /api/v1/jobs/{job}/events", "429 rate-limited"})
    @Test
    void streamsAreBoundedForEachAddress() throws IOException {
        start("psephos.limits.streams-per-address", "2");
        BufferedReader first = stream("");
        BufferedReader second = stream("");

        HttpResponse<String> third = server.get(EVENTS, server.admin);
        assertThat(refusal(third)).isEqualTo("429 rate-limited");
        assertThat(third.headers().firstValue("Retry-After")).isPresent();

        happen(event(1, Kind.JOB_FINISHED));
        assertThat(first.lines().count() + second.lines().count())
                .as("both end")
                .isPositive();
        server.coordinator().state(JobState.FINISHED);
        assertThat(stream("?lastEventId=0").lines()).as("there is room again").contains("id:1");
    }

    @Row({"GET /api/v1/jobs/{job}/events", "429 rate-limited"})
    @Test
    void streamsAreBoundedOverAll() throws IOException {
        start("psephos.limits.streams", "1");
        stream("");
        assertThat(refusal(server.get(EVENTS, server.admin))).isEqualTo("429 rate-limited");
    }

    /** It is told megabytes, more than a connection holds on its way. */
    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void whoTakesNothingIsLetGo() throws IOException {
        start("psephos.limits.stall", "500ms", "psephos.limits.heartbeat", "100ms", "psephos.limits.streams", "1");
        server.journal()
                .events
                .addAll(LongStream.rangeClosed(1, 150_000)
                        .mapToObj(id -> event(id, Kind.STALLED))
                        .toList());
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(1024);
            deaf.setSoTimeout(30_000);
            deaf.connect(new InetSocketAddress("127.0.0.1", server.server.port()));
            deaf.getOutputStream()
                    .write(("GET " + EVENTS + "?lastEventId=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + server.admin + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(deaf.getInputStream().read()).isEqualTo('H');
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            int status = 429;
            while (status == 429 && System.nanoTime() < end) {
                HttpResponse<InputStream> next = open("");
                status = next.statusCode();
                next.body().close();
            }
            assertThat(status).as("its place is free").isEqualTo(200);
        }
    }

    private void start(String... settings) {
        ServerOptions options = ServerOptions.defaults().data(data).port(0);
        for (int i = 0; i < settings.length; i += 2) {
            options = options.set(settings[i], settings[i + 1]);
        }
        server = new TestServer(options, TestFoundation.class);
        server.coordinator().runs("first");
    }

    private void happen(JobEvent event) {
        server.journal().events.add(event);
        server.coordinator().eventListeners.forEach(listener -> listener.accept(event));
    }

    private static JobEvent event(long id, Kind kind) {
        return new JobEvent(ScriptedCoordinator.JOB, id, Instant.EPOCH, kind, 0L, null, null, null, null, null);
    }

    private static String nextId(BufferedReader reader) throws IOException {
        String line = "";
        while (!line.startsWith("id:")) {
            line = reader.readLine();
        }
        return line;
    }

    private HttpResponse<InputStream> open(String query) {
        return server.send(
                server.request("GET", EVENTS + query, server.admin, BodyPublishers.noBody()),
                BodyHandlers.ofInputStream());
    }

    /** A stream that has begun: its first comment has come. */
    private BufferedReader stream(String query) throws IOException {
        HttpResponse<InputStream> answer = open(query);
        assertThat(answer.statusCode()).isEqualTo(200);
        BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(reader.readLine()).isEqualTo(":");
        return reader;
    }
}
