package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.psephos.protocol.AssignmentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of a client whose platform fails at each of its calls in turn. */
class FailingHttpTest extends ClientFixture {
    private static final int ROUNDS = 2;

    /** How an exchange fails, before the server has seen it or after. */
    enum Failure {
        CONNECTION(() -> CompletableFuture.failedFuture(new ConnectException())),
        TIMEOUT(() -> CompletableFuture.failedFuture(new HttpTimeoutException("request timed out"))),
        BROKEN(() -> CompletableFuture.failedFuture(new IOException("Connection reset"))),
        INTERRUPTED(() -> CompletableFuture.failedFuture(new InterruptedException())),
        ERROR(() -> CompletableFuture.failedFuture(new OutOfMemoryError("Java heap space"))),
        UNCHECKED(() -> {
            throw new UncheckedIOException(new IOException("closed"));
        }),
        REJECTED(() -> {
            throw new RejectedExecutionException("closed");
        }),
        PAGE(() -> CompletableFuture.completedFuture(answer(200, "text/html", "<html>welcome</html>"))),
        NOT_FOUND(() -> CompletableFuture.completedFuture(answer(404, "text/plain", "page not found"))),
        EMPTY(() -> CompletableFuture.completedFuture(answer(200, "application/json", ""))),
        OTHER_JSON(() -> CompletableFuture.completedFuture(answer(202, "application/json", "{\"fate\":\"accepted\"}"))),
        GATEWAY(() -> CompletableFuture.completedFuture(answer(502, "text/html", "<html>bad gateway</html>")));

        private final Supplier<CompletableFuture<HttpResponse<byte[]>>> exchange;

        Failure(Supplier<CompletableFuture<HttpResponse<byte[]>>> exchange) {
            this.exchange = exchange;
        }
    }

    private final HttpClient real = HttpClient.newHttpClient();
    private final List<AssignmentId> trained = new CopyOnWriteArrayList<>();
    private final Trainer counting = task -> {
        trained.add(task.offer().assignment());
        return HALVING.train(task);
    };

    @ParameterizedTest
    @EnumSource
    void isCountedOnceWhicheverCallFails(Failure failure) throws IOException {
        int calls = run("none", Stream.of(), failure, false);
        assertThat(calls)
                .as("metadata, enrolment, token, and of each round offer, model, update, fate")
                .isGreaterThan(9);
        for (int call = 1; call <= calls; call++) {
            for (boolean isSeen : new boolean[] {false, true}) {
                run("call " + call + (isSeen ? ", seen" : ""), Stream.of(call, call + 1), failure, isSeen);
            }
        }
    }

    /**
     * Takes part in two rounds.
     *
     * @param failing numbers of the calls that fail
     * @param isSeen whether the server sees them, so that it is their answers that fail
     * @return how many calls were made
     */
    private int run(String what, Stream<Integer> failing, Failure failure, boolean isSeen) throws IOException {
        trained.clear();
        List<Integer> numbers = failing.toList();
        AtomicInteger calls = new AtomicInteger();
        try (StubServer fresh = new StubServer()) {
            server.close();
            server = fresh;
            offer(0, 1);
            HttpClient http = mock(HttpClient.class);
            when(http.followRedirects()).thenReturn(HttpClient.Redirect.NEVER);
            when(http.sendAsync(any(), any())).thenAnswer(sent -> {
                HttpRequest request = sent.getArgument(0);
                BodyHandler<byte[]> handler = sent.getArgument(1);
                if (!numbers.contains(calls.incrementAndGet())) {
                    return real.sendAsync(request, handler);
                }
                if (isSeen) {
                    real.sendAsync(request, handler).join();
                }
                return failure.exchange.get();
            });

            Participation part = takePartInAll(client().http(http).dataDirectory(data.resolve(what)), counting);

            assertThat(part.updatesAccepted()).as(what).isEqualTo(ROUNDS);
            assertThat(part.updatesRefused() + part.declined()).as(what).isZero();
            assertThat(trained).as(what).doesNotHaveDuplicates().hasSize(ROUNDS);
            assertThat(fresh.accepted).as(what).hasSize(ROUNDS);
            assertThat(fresh.violations).as(what).isEmpty();
        }
        return calls.get();
    }

    @SuppressWarnings("unchecked")
    private static HttpResponse<byte[]> answer(int status, String type, String body) {
        HttpResponse<byte[]> answer = mock(HttpResponse.class);
        when(answer.statusCode()).thenReturn(status);
        when(answer.headers()).thenReturn(HttpHeaders.of(Map.of("Content-Type", List.of(type)), (name, value) -> true));
        when(answer.body()).thenReturn(body.getBytes(StandardCharsets.UTF_8));
        return answer;
    }
}
