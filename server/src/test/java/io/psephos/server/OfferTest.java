package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.Participant;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferTest {
    private static final OfferOutcome NOTHING = new OfferOutcome.NothingNow(Duration.ofSeconds(8));

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.limits.longest-poll", "5s"),
                TestFoundation.class);
        device = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nothing() {
        server.coordinator().offers = (client, job) -> NOTHING;
    }

    @Test
    void anOfferIsWhatTheProtocolShows() {
        server.coordinator().offers = (client, job) -> new OfferOutcome.Offered(offer());
        HttpResponse<String> answer = server.get("/api/v1/offers", device.token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("deadlineIn").asString()).isEqualTo("PT29.4S");
        assertThat(json(answer).path("deadline").asString()).isEqualTo("2026-11-22T12:00:30Z");
        assertThat(json(answer).path("codec").toString())
                .isEqualTo("{\"scheme\":\"sto-sign\",\"frame\":1,\"b\":[0.05]}");
        assertThat(json(answer).path("training").has("epochs")).isFalse();
        assertThat(json(answer).path("links").path("update").asString()).isEqualTo("/api/v1/assignments/a-1/update");
    }

    @Test
    void aHeadRequestTakesNoAssignment() {
        AtomicInteger asked = new AtomicInteger();
        server.coordinator().offers = (client, job) -> {
            asked.incrementAndGet();
            return NOTHING;
        };
        HttpResponse<String> answer = server.send(
                server.request("HEAD", "/api/v1/offers", device.token, BodyPublishers.noBody()),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(asked).hasValue(0);
    }

    @Row("GET /api/v1/offers")
    @Test
    void nothingNowIs204WithAJitteredPause() {
        HttpResponse<String> answer = server.get("/api/v1/offers", device.token);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(6L, 10L);
    }

    @Test
    void aWaitingPollIsWokenByAFreeSlot() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.coordinator().offers = (client, job) -> {
            asked.countDown();
            return NOTHING;
        };
        CompletableFuture<HttpResponse<String>> poll = poll("/api/v1/offers?wait=PT30S");
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        server.coordinator().offers = (client, job) -> new OfferOutcome.Offered(offer());
        server.coordinator().announce(1);
        assertThat(poll.get(4, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    /** Each free slot wakes one poll, and all wait again that got nothing. */
    @Row("GET /api/v1/offers")
    @Test
    void aFreeSlotWakesOnePollOfMany() throws Exception {
        int clients = 20;
        CountDownLatch waiting = new CountDownLatch(clients);
        AtomicInteger slots = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        server.coordinator().offers = (client, job) -> {
            asked.incrementAndGet();
            boolean isFree = slots.getAndUpdate(free -> Math.max(0, free - 1)) > 0;
            waiting.countDown();
            return isFree ? new OfferOutcome.Offered(offer()) : NOTHING;
        };
        List<Device> devices = Stream.generate(server::enrol).limit(clients).toList();
        List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
        for (Device each : devices) {
            polls.add(server.sendAsync(
                    server.request("GET", "/api/v1/offers?wait=PT30S", each.token, BodyPublishers.noBody()),
                    BodyHandlers.ofString()));
        }
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        for (int n = 0; n < 5; n++) {
            slots.set(1);
            server.coordinator().announce(1);
            CompletableFuture.anyOf(polls.toArray(CompletableFuture[]::new)).get(4, TimeUnit.SECONDS);
            assertThat(polls.removeIf(CompletableFuture::isDone)).isTrue();
        }
        server.coordinator().offers = (client, job) -> new OfferOutcome.Offered(offer());
        server.coordinator().announce(clients);
        CompletableFuture.allOf(polls.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        assertThat(asked.get())
                .as("each once when it came, one for each slot, and those whose time was over once more")
                .isBetween(clients + 5, 2 * clients + 5);
    }

    @Row("GET /api/v1/offers")
    @Test
    void aNewerPollOfTheSameClientEndsTheOlder() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.coordinator().offers = (client, job) -> {
            asked.countDown();
            return NOTHING;
        };
        CompletableFuture<HttpResponse<String>> older = poll("/api/v1/offers?wait=PT30S");
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<HttpResponse<String>> newer = poll("/api/v1/offers?wait=PT30S");
        assertThat(older.get(4, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(newer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    @Row("GET /api/v1/offers")
    @Test
    void aLongWaitIsShortened() throws Exception {
        assertThat(poll("/api/v1/offers?wait=P1D").get(20, TimeUnit.SECONDS).statusCode())
                .isEqualTo(204);
    }

    @Row({"GET /api/v1/offers", "400 bad-request"})
    @ParameterizedTest
    @ValueSource(strings = {"30", "PT-1S", "soon", "P1Y"})
    void aWaitThatIsNoneIsRefused(String wait) {
        assertThat(refusal(server.get("/api/v1/offers?wait=" + wait, device.token)))
                .isEqualTo("400 bad-request");
    }

    @Row({"GET /api/v1/offers", "403 incapable", "410 job-ended"})
    @Test
    void aNamedJobAnswersForItself() {
        server.coordinator().offers = (client, job) -> switch (job.value()) {
            case "j-incapable" -> new OfferOutcome.Incapable("needs qsgd");
            case "j-ended" -> new OfferOutcome.Ended();
            default -> new OfferOutcome.Unknown();
        };
        assertThat(refusal(server.get("/api/v1/offers?job=j-incapable", device.token)))
                .isEqualTo("403 incapable");
        assertThat(refusal(server.get("/api/v1/offers?job=j-ended", device.token)))
                .isEqualTo("410 job-ended");
        assertThat(refusal(server.get("/api/v1/offers?job=j-none", device.token)))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.get("/api/v1/offers?job=..%2f", device.token)))
                .isEqualTo("404 not-found");
    }

    @Test
    void whoNamesNoCodecsCanDoTheCommonOnes() {
        List<Participant> asked = new CopyOnWriteArrayList<>();
        server.coordinator().offers = (client, job) -> {
            asked.add(client);
            return NOTHING;
        };
        server.get("/api/v1/offers", device.token);
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().codecs()).contains("sign", "sto-sign", "float32");
        assertThat(asked.getFirst().group()).isEqualTo("default");
    }

    private static CompletableFuture<HttpResponse<String>> poll(String path) {
        return server.sendAsync(
                server.request("GET", path, device.token, BodyPublishers.noBody()), BodyHandlers.ofString());
    }

    private static Offer offer() {
        return new Offer(
                ScriptedCoordinator.ASSIGNMENT,
                ScriptedCoordinator.JOB,
                17,
                17,
                8,
                new ParameterLayout(List.of(new TensorShape("w", List.of(2, 4)))),
                Instant.parse("2026-11-22T12:00:30Z"),
                Duration.ofMillis(29_400),
                new Offer.Training(1, null, 32, 0.01, 0, "all", 1_000_000),
                new Offer.Codec("sto-sign", 1, List.of(0.05)),
                new Offer.Privacy("none", false),
                Offer.Links.of(ScriptedCoordinator.JOB, 17, ScriptedCoordinator.ASSIGNMENT));
    }
}
