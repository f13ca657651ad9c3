package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Row;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCallsTest {
    private static final String EVENTS = "/api/v1/jobs/j-1/events";

    @TempDir
    Path data;

    TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.limits.heartbeat", "200ms"),
                TestFoundation.class);
        server.coordinator()
                .jobs
                .add(new JobView(
                        ScriptedCoordinator.JOB, Specs.spec("first"), JobState.CREATED, null, 0, 0, Instant.EPOCH));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aJobIsReadWithItsSpecAndListedWithout() {
        HttpResponse<String> read = server.get("/api/v1/jobs/j-1", server.admin);
        assertThat(json(read).path("spec").path("name").asString()).isEqualTo("first");
        assertThat(json(read).path("state").asString()).isEqualTo("created");
        assertThat(json(read).has("reason")).isFalse();
        HttpResponse<String> list = server.get("/api/v1/jobs", server.admin);
        assertThat(list.body())
                .isEqualTo("{\"items\":[{\"job\":\"j-1\",\"name\":\"first\",\"state\":\"created\","
                        + "\"modelVersion\":0,\"round\":0}]}");
    }

    @Test
    void listsComeInPages() {
        for (int i = 2; i <= 5; i++) {
            server.coordinator()
                    .jobs
                    .add(new JobView(
                            new JobId("j-" + i), Specs.spec("more"), JobState.CREATED, null, 0, 0, Instant.EPOCH));
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            HttpResponse<String> page = server.get("/api/v1/jobs?limit=2" + next, server.admin);
            json(page).path("items").forEach(item -> seen.add(item.path("job").asString()));
            next = json(page).has("next") ? "&cursor=" + json(page).path("next").asString() : "";
        } while (!next.isEmpty());
        assertThat(seen).containsExactly("j-1", "j-2", "j-3", "j-4", "j-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "limit=x", "limit=", "cursor=-1", "cursor=abc"})
    void pagesThatAreNoneAreRefused(String query) {
        assertThat(refusal(server.get("/api/v1/jobs?" + query, server.admin))).isEqualTo("400 bad-request");
    }

    @Test
    void jobsAreMovedWithAnEmptyBodyOrAnEmptyObject() {
        HttpResponse<String> started =
                server.send("POST", "/api/v1/jobs/j-1/start", server.admin, BodyPublishers.noBody());
        assertThat(started.statusCode()).isEqualTo(200);
        assertThat(json(started).path("state").asString()).isEqualTo("running");
        assertThat(server.send("POST", "/api/v1/jobs/j-1/start", server.admin, BodyPublishers.ofString("{}"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(refusal(server.post("/api/v1/jobs/j-1/start", server.admin, "{\"now\":true}")))
                .isEqualTo("422 invalid-member");
        assertThat(refusal(server.post("/api/v1/jobs/j-1/resume", server.admin, "")))
                .isEqualTo("409 wrong-state");
        assertThat(refusal(server.post("/api/v1/jobs/j-9/stop", server.admin, "")))
                .isEqualTo("404 not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, x, 415 unsupported-media-type",
        "text/plain, {}, 415 unsupported-media-type",
        "nonsense, x, 415 unsupported-media-type",
        "application/x-www-form-urlencoded, a=b, 415 unsupported-media-type",
        "application/json, x, 400 bad-request",
        "application/json, [], 422 invalid-member"
    })
    void whatIsNoEmptyObjectIsNoBodyForACallWithoutOne(String type, String body, String refusal) {
        for (String call : List.of("jobs/j-1/start", "clients/c-1/quarantine")) {
            assertThat(refusal(server.send(
                            "POST",
                            "/api/v1/" + call,
                            server.admin,
                            BodyPublishers.ofString(body),
                            "Content-Type",
                            type)))
                    .isEqualTo(refusal);
            assertThat(refusal(server.send(
                            "POST",
                            "/api/v1/" + call,
                            server.admin,
                            BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))),
                            "Content-Type",
                            type)))
                    .isEqualTo(refusal);
        }
        assertThat(refusal(server.send(
                        "DELETE",
                        "/api/v1/enrollment-tokens/t-1",
                        server.admin,
                        BodyPublishers.ofString(body),
                        "Content-Type",
                        type)))
                .isEqualTo(refusal);
        assertThat(server.send(
                                "POST",
                                "/api/v1/jobs/j-1/start",
                                server.admin,
                                BodyPublishers.ofString(""),
                                "Content-Type",
                                type)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void metricsAndRoundsAreLists() {
        server.journal().metrics.add(new StoredMetric(0, 1, "accuracy", 0.5, "server"));
        assertThat(server.get("/api/v1/jobs/j-1/metrics", server.admin).body())
                .isEqualTo("{\"items\":[{\"round\":0,\"version\":1,\"name\":\"accuracy\",\"value\":0.5,"
                        + "\"source\":\"server\"}]}");
        assertThat(server.get("/api/v1/jobs/j-1/rounds", server.admin).body()).isEqualTo("{\"items\":[]}");
        assertThat(refusal(server.get("/api/v1/jobs/j-2/rounds", server.admin))).isEqualTo("404 not-found");
    }

    @Row("GET /api/v1/jobs/{job}/privacy")
    @Test
    void aJobWithoutAMechanismPromisesNothing() {
        assertThat(server.get("/api/v1/jobs/j-1/privacy?limit=5&cursor=0", server.admin)
                        .body())
                .isEqualTo("{\"mechanism\":\"none\",\"events\":{\"items\":[]}}");
        assertThat(refusal(server.get("/api/v1/jobs/j-1/privacy?limit=0", server.admin)))
                .isEqualTo("400 bad-request");
        assertThat(refusal(server.get("/api/v1/jobs/j-2/privacy", server.admin)))
                .isEqualTo("404 not-found");
    }

    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void aStreamGoesOnAfterTheLastIdAndEndsWithTheJob() throws IOException {
        happen(1, Kind.JOB_STARTED);
        happen(2, Kind.ROUND_OPENED);
        try (BufferedReader stream = stream(EVENTS, "Last-Event-ID", "1")) {
            assertThat(event(stream))
                    .containsExactly(
                            "id:2", "event:round-opened", "data:{\"at\":\"1970-01-01T00:00:00Z\",\"round\":0}");
            happen(3, Kind.ROUND_PUBLISHED);
            assertThat(event(stream)).contains("id:3");
            happen(4, Kind.JOB_FINISHED);
            assertThat(event(stream)).contains("id:4", "event:job-finished");
            assertThat(stream.lines().filter(line -> line.startsWith("id:"))).isEmpty();
        }
    }

    @Row("GET /api/v1/jobs/{job}/events")
    @Test
    void withoutAnIdAStreamBeginsNowAndBeatsWhileNothingHappens() throws IOException {
        happen(1, Kind.JOB_STARTED);
        try (BufferedReader stream = stream(EVENTS)) {
            assertThat(stream.readLine()).isEqualTo(":");
            assertThat(stream.readLine()).isEmpty();
            assertThat(stream.readLine()).isEqualTo(":");
            happen(2, Kind.JOB_STOPPED);
            assertThat(event(stream)).contains("id:2");
        }
    }

    @Test
    void aStreamOfAJobThatHasEndedIsItsPast() throws IOException {
        for (int i = 1; i <= 600; i++) {
            happen(i, i < 600 ? Kind.UPDATE_ACCEPTED : Kind.JOB_FINISHED);
        }
        server.coordinator().state(JobState.FINISHED);
        try (BufferedReader stream = stream(EVENTS + "?lastEventId=0")) {
            assertThat(stream.lines().filter(line -> line.startsWith("id:"))).hasSize(600);
        }
        try (BufferedReader stream = stream(EVENTS)) {
            assertThat(stream.lines().filter(line -> line.startsWith("id:"))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void whoseLastEventIsKeptNoLongerIsToldOfAGap(long last) throws IOException {
        happen(5, Kind.ROUND_OPENED);
        happen(6, Kind.ROUND_PUBLISHED);
        try (BufferedReader stream = stream(EVENTS, "Last-Event-ID", Long.toString(last))) {
            assertThat(event(stream))
                    .containsExactly("event:gap", "data:{\"at\":\"1970-01-01T00:00:00Z\",\"oldest\":5}");
            assertThat(event(stream)).contains("id:5");
            assertThat(event(stream)).contains("id:6");
        }
        try (BufferedReader stream = stream(EVENTS, "Last-Event-ID", "4")) {
            assertThat(event(stream)).contains("id:5");
        }
    }

    @Test
    void anIdThatIsNoNumberIsRefused() {
        assertThat(refusal(server.get(EVENTS + "?lastEventId=x", server.admin))).isEqualTo("400 bad-request");
        assertThat(refusal(server.get("/api/v1/jobs/j-2/events", server.admin))).isEqualTo("404 not-found");
    }

    @Test
    void aServerThatStopsEndsItsStreams() throws IOException {
        try (BufferedReader stream = stream(EVENTS)) {
            assertThat(stream.readLine()).isEqualTo(":");
            server.close();
            assertThat(stream.lines().filter(line -> line.startsWith("id:"))).isEmpty();
        }
    }

    private void happen(long id, Kind kind) {
        JobEvent event =
                new JobEvent(ScriptedCoordinator.JOB, id, Instant.EPOCH, kind, 0L, null, null, null, null, null);
        server.journal().events.add(event);
        server.coordinator().eventListeners.forEach(listener -> listener.accept(event));
    }

    private BufferedReader stream(String path, String... headers) {
        HttpResponse<InputStream> answer = server.send(
                server.request("GET", path, server.admin, BodyPublishers.noBody(), headers),
                BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The lines of the next event; comments are passed over. */
    private static List<String> event(BufferedReader stream) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
            if (!line.isEmpty() && !line.startsWith(":")) {
                lines.add(line);
            }
        }
        return lines;
    }
}
