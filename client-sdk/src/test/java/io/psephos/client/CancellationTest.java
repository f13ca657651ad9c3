package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Tests of cancellation during every kind of wait. */
@SuppressWarnings("try") // closing twice, or in the middle, is what is tested
class CancellationTest extends ClientFixture {
    private static final int SOON_MILLIS = 2_000;

    @Test
    void closesInTheMiddleOfALongPoll() throws Exception {
        try (PsephosClient client = client().pollWait(Duration.ofSeconds(60)).build()) {
            var running = CompletableFuture.supplyAsync(() -> client.takePart(HALVING));
            assertThat(server.polled.await(20, TimeUnit.SECONDS)).isTrue();

            client.close();
            client.close();

            soon(running);
        }
        assertEndedByCancellation();
    }

    @Test
    void closesInTheMiddleOfAPause() throws Exception {
        RecordingListener unreachable = new RecordingListener(Progress.ServerUnreachable.class);
        server.stop();
        try (PsephosClient client = client().listener(unreachable)
                .retries(new RetryPacing(Duration.ofHours(1), Duration.ofHours(1), Optional.empty()))
                .build()) {
            var running = CompletableFuture.supplyAsync(() -> client.takePart(HALVING));
            assertThat(unreachable.await()).isTrue();

            client.close();

            soon(running);
        }
    }

    @Test
    void closesInTheMiddleOfTraining() throws Exception {
        offer(0);
        CountDownLatch training = new CountDownLatch(1);
        Trainer endless = task -> {
            training.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("unreachable");
        };
        try (PsephosClient client = client().build()) {
            var running = CompletableFuture.supplyAsync(() -> client.takePart(endless));
            assertThat(training.await(20, TimeUnit.SECONDS)).isTrue();

            client.close();

            soon(running);
        }
        assertEndedByCancellation();
        assertThat(server.calls("decline")).isZero();
    }

    /** The platform may fail the exchange that was cancelled, before it calls it cancelled. */
    @Test
    void saysNothingOfTheExchangeThatItGaveUp() {
        PsephosClient[] self = new PsephosClient[1];
        HttpClient http = GivenUpHttp.by(() -> self[0].close());
        self[0] = client().http(http).build();

        self[0].takePart(HALVING);

        assertThat(witness.all(Progress.ServerUnreachable.class)).isEmpty();
        assertEndedByCancellation();
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            takePart(client().pollWait(Duration.ofSeconds(60)), HALVING);
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        assertThat(server.polled.await(20, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(soon(interrupted)).isTrue();
        assertEndedByCancellation();
    }

    @Test
    void endsAtOnceWhenItWasClosedBefore() {
        PsephosClient client = client().build();
        client.close();

        assertThat(client.takePart(HALVING)).isEqualTo(new Participation(0, 0, 0, 0, 0, 0));
        assertEndedByCancellation();
        assertThat(server.calls("enrollments")).isZero();
    }

    @Test
    void maybeClosedByItsOwnListener() {
        offer(0, 1);
        PsephosClient[] self = new PsephosClient[1];
        self[0] = client().listener(progress -> {
                    if (progress instanceof Progress.UpdateSent) {
                        self[0].close();
                    }
                })
                .build();

        assertThat(self[0].takePart(HALVING).updatesAccepted()).isEqualTo(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void assertEndedByCancellation() {
        assertThat(witness.all(Progress.Ended.class))
                .extracting(Progress.Ended::end)
                .containsExactly(Progress.End.CANCELLED);
    }

    private static <T> T soon(CompletableFuture<T> running)
            throws ExecutionException, InterruptedException, TimeoutException {
        return running.get(SOON_MILLIS, TimeUnit.MILLISECONDS);
    }
}
