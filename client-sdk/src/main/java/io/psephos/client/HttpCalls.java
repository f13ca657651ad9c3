package io.psephos.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The HTTP exchanges with the server, repeated until the server itself has answered. */
final class HttpCalls {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    private final HttpClient http;
    private final Cancellation cancellation;
    private final RetryPacing pacing;
    private final RandomGenerator jitter;
    private final InstantSource clock;
    private final ProgressListener listener;
    private final Duration patience;
    private final Origin server;

    HttpCalls(Settings settings, Cancellation cancellation, ProgressListener listener) {
        HttpClient shared = settings.http();
        this.http = shared != null ? shared : ownHttp(settings);
        this.cancellation = cancellation;
        this.pacing = settings.pacing();
        this.jitter = settings.jitter();
        this.clock = settings.clock();
        this.listener = listener;
        this.patience = settings.requestTimeout();
        this.server = settings.server();
    }

    private static HttpClient ownHttp(Settings settings) {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    /**
     * Repeats the request, built anew for each attempt, until the server itself decides: by the expected answer, or by
     * a problem that is no temporary failure. All else is a temporary failure, too.
     */
    Answer untilAnswered(Expected expected, Supplier<HttpRequest> request) {
        Instant since = null;
        for (int failures = 1; ; failures++) {
            Duration pause = pacing.pauseAfter(failures, jitter);
            String reason;
            HttpRequest attempt = request.get();
            try {
                Answer answer = once(attempt, expected);
                boolean isOurs = expected.isMetBy(answer) || answer.problem().isPresent();
                if (isOurs && !answer.isPassing()) {
                    return answer;
                }
                pause = isOurs ? asAsked(answer, pause) : pause;
                reason = server.place() + ": "
                        + (isOurs ? answer.summary() : answer.outline() + " is no answer of a Psephos server");
            } catch (IOException e) {
                reason = Unreachable.reason(server, e);
            }
            since = since == null ? clock.instant() : since;
            rest(attempt, since, reason, pause);
        }
    }

    /** Pauses before a call whose answer was of no use is made again. */
    void pauseAfter(int failures) {
        cancellation.pause(pacing.pauseAfter(failures, jitter));
    }

    private Duration asAsked(Answer answer, Duration otherwise) {
        return answer.retryAfter()
                .map(asked -> pacing.pauseAsAsked(asked, jitter))
                .orElse(otherwise);
    }

    /** Sends the request once and ignores the answer. */
    void attempt(Expected expected, HttpRequest request) {
        try {
            once(request, expected);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no answer to " + request.uri(), e);
        }
    }

    private void rest(HttpRequest attempt, Instant since, String reason, Duration pause) {
        Duration away = Duration.between(since, clock.instant());
        if (pacing.giveUpAfter().filter(limit -> away.compareTo(limit) >= 0).isPresent()) {
            throw new PsephosClientException(
                    "gave up on " + attempt.method() + " " + attempt.uri() + " after " + away + ": " + reason);
        }
        listener.on(new Progress.ServerUnreachable(reason, pause));
        cancellation.pause(pause);
    }

    private Answer once(HttpRequest request, Expected expected) throws IOException {
        MovingBody body = new MovingBody(expected, patience);
        var response = cancellation.await(send(request, body), body);
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, MovingBody body) throws IOException {
        try {
            return http.sendAsync(request, body);
        } catch (UncheckedIOException | RejectedExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
