package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that an update is delivered unchanged, whatever fails in between. */
class DeliveryTest extends ClientFixture {

    @Test
    void sendsTheSameBytesUntilTheAnswerIsFinal() {
        server.offer(Offers.of(0, CodecScheme.STO_SIGN), Offers.model());
        server.fail(
                "update",
                new Fault.Cut(),
                Fault.retryAfter(503, "unavailable", "0"),
                Fault.problem(500, "internal"),
                Fault.problem(429, "rate-limited"),
                Fault.problem(408, "timeout"),
                Fault.problem(422, "bad-checksum"),
                new Fault.LostAnswer());
        AtomicInteger trainings = new AtomicInteger();

        Participation participation = takePartInAll(client(), task -> {
            trainings.incrementAndGet();
            return HALVING.train(task);
        });

        assertThat(trainings).hasValue(1);
        assertThat(server.calls("update")).isEqualTo(8);
        assertThat(server.frames).hasSize(2);
        assertThat(server.frames.get(0)).isEqualTo(server.frames.get(1));
        assertThat(participation.updatesAccepted()).isEqualTo(1);
        assertThat(witness.all(Progress.UpdateSent.class))
                .extracting(Progress.UpdateSent::delivery)
                .containsExactly(Progress.Delivery.ALREADY);
        assertThat(witness.all(Progress.ServerUnreachable.class)).hasSize(7);
    }

    @Test
    @SuppressWarnings("try")
    void theNextProcessSendsWhatTheLastOneLeft() throws Exception {
        server.offer(Offers.of(0, CodecScheme.STO_SIGN), Offers.model());
        server.fail("update", new Fault.LostAnswer());
        RecordingListener unreachable = new RecordingListener(Progress.ServerUnreachable.class);
        try (PsephosClient first = client().listener(unreachable)
                .retries(new RetryPacing(Duration.ofHours(1), Duration.ofHours(1), Optional.empty()))
                .build()) {
            var running = CompletableFuture.supplyAsync(() -> first.takePart(HALVING));
            assertThat(unreachable.await()).isTrue();
            first.close();
            running.get(10, TimeUnit.SECONDS);
        }
        byte[] kept = Files.readAllBytes(data.resolve("client/pending/a-0.frame"));

        Participation participation = takePartInAll(client(), task -> {
            throw new AssertionError("nothing is trained twice");
        });

        assertThat(server.frames)
                .hasSize(2)
                .allSatisfy(frame -> assertThat(frame).isEqualTo(kept));
        assertThat(participation).isEqualTo(new Participation(0, 1, 0, 0, kept.length, 0));
        assertThat(data.resolve("client/pending")).isEmptyDirectory();
    }

    @Test
    void aFrameIsOnDiskBeforeItIsSent() {
        offer(0);
        Path pending = data.resolve("client/pending");
        List<String> atSending = new CopyOnWriteArrayList<>();
        server.whenCalled("update", () -> {
            try (Stream<Path> files = Files.list(pending)) {
                files.map(file -> file.getFileName().toString()).sorted().forEach(atSending::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        takePartInAll(client(), HALVING);

        assertThat(atSending).containsExactly("a-0.frame", "a-0.json");
    }

    @Test
    void halfWrittenFramesAreForgotten() throws IOException {
        Path pending = Files.createDirectories(data.resolve("client/pending"));
        Files.write(pending.resolve("a-9.frame"), new byte[] {1});
        Files.write(pending.resolve("a-8.json.tmp"), new byte[] {2});

        takePartInAll(client(), HALVING);

        assertThat(server.calls("update")).isZero();
        assertThat(pending).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "409, round-closed, 0",
        "409, duplicate-differs, 0",
        "403, quarantined, 0",
        "404, not-found, 0",
        "410, gone, 0",
        "422, filtered, 0",
        "422, wrong-scheme, 1",
        "413, too-large, 1"
    })
    void aRefusalIsFinal(int status, String code, int declines) {
        offer(0);
        server.fail("update", Fault.problem(status, code));
        server.whenCalled("update", server::closeRound);

        Participation participation = takePartInAll(client(), HALVING);

        assertThat(participation.updatesRefused()).isEqualTo(1);
        assertThat(participation.updatesAccepted()).isZero();
        assertThat(witness.all(Progress.Refused.class))
                .extracting(Progress.Refused::code)
                .containsExactly(code);
        assertThat(server.calls("update")).isEqualTo(1);
        assertThat(server.calls("decline")).isEqualTo(declines);
        assertThat(data.resolve("client/pending")).isEmptyDirectory();
        if (status == 409) {
            assertThat(witness.all(Progress.FateLearned.class))
                    .containsExactly(new Progress.FateLearned(new AssignmentId("a-0"), Fate.EXPIRED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oauth-authorization-server", "enrollments", "token", "offers", "model", "update", "fate"})
    void waitsForAServerThatIsAwayAtAnyCall(String call) {
        offer(0, 1);
        server.fail(
                call,
                new Fault.Cut(),
                Fault.retryAfter(503, "unavailable", "0"),
                new Fault.LostAnswer(),
                new Fault.Cut());

        assertThat(takePartInAll(client(), HALVING).updatesAccepted()).isEqualTo(2);
    }

    @Test
    void leavesABodyThatStalls() {
        offer(0);
        server.fail("model", new Fault.Stall("application/x-safetensors"));

        takePartInAll(client().requestTimeout(Duration.ofMillis(300)), HALVING);

        assertThat(server.accepted).hasSize(1);
        assertThat(witness.all(Progress.ServerUnreachable.class))
                .extracting(Progress.ServerUnreachable::reason)
                .anySatisfy(reason -> assertThat(reason).contains("stalled"));
    }

    @Test
    void goesOnAfterTheServersRestart() {
        offer(0, 1);
        AtomicInteger trainings = new AtomicInteger();
        CompletableFuture<Void> back = new CompletableFuture<>();
        ProgressListener restarting = progress -> {
            witness.on(progress);
            if (progress instanceof Progress.ServerUnreachable && !back.isDone()) {
                start(back);
            }
        };

        Participation participation = takePartInAll(client().listener(restarting), task -> {
            if (trainings.getAndIncrement() == 0) {
                server.stop();
            }
            return HALVING.train(task);
        });

        assertThat(participation.updatesAccepted()).isEqualTo(2);
        assertThat(trainings).hasValue(2);
        assertThat(witness.all(Progress.ServerUnreachable.class)).isNotEmpty();
    }

    private void start(CompletableFuture<Void> back) {
        try {
            server.start();
            back.complete(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givesUpWhereItWasToldTo() {
        server.stop();

        assertThatThrownBy(() -> takePart(
                        client().retries(new RetryPacing(Duration.ofMillis(1), Duration.ofMillis(2), Optional.empty())
                                .givingUpAfter(Duration.ofMillis(20))),
                        HALVING))
                .isInstanceOf(PsephosClientException.class)
                .hasMessageContaining("gave up");
    }

    @Test
    void honoursRetryAfter() {
        offer(0);
        server.fail("offers", new Fault.Problem(503, "unavailable", Map.of("Retry-After", "1"), Map.of()));

        takePartInAll(client(), HALVING);

        assertThat(witness.all(Progress.ServerUnreachable.class))
                .singleElement()
                .satisfies(away -> assertThat(away.pause()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1005)));
    }
}
