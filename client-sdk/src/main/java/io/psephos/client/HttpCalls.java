package io.psephos.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The HTTP exchanges with the server, repeated after temporary failures. */
final class HttpCalls {
    private static final System.Logger LOG = System.getLogger(PsephosClient.class.getName());

    private final HttpClient http;
    private final Cancellation cancellation;
    private final RetryPacing pacing;
    private final RandomGenerator jitter;
    private final InstantSource clock;
    private final ProgressListener listener;
    private final Duration patience;

    HttpCalls(Settings settings, Cancellation cancellation, ProgressListener listener) {
        HttpClient shared = settings.http();
        this.http = shared != null ? shared : ownHttp(settings);
        this.cancellation = cancellation;
        this.pacing = settings.pacing();
        this.jitter = settings.jitter();
        this.clock = settings.clock();
        this.listener = listener;
        this.patience = settings.requestTimeout();
    }

    private static HttpClient ownHttp(Settings settings) {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    /** Repeats the request, built anew for each attempt, until an answer is not a temporary failure. */
    Answer untilAnswered(Supplier<HttpRequest> request) {
        Instant since = null;
        for (int failures = 1; ; failures++) {
            Duration pause = pacing.pauseAfter(failures, jitter);
            String reason;
            HttpRequest attempt = request.get();
            try {
                Answer answer = once(attempt);
                refuseRedirect(attempt, answer);
                if (!answer.isPassing()) {
                    return answer;
                }
                pause = answer.retryAfter()
                        .map(asked -> pacing.pauseAsAsked(asked, jitter))
                        .orElse(pause);
                reason = answer.summary();
            } catch (IOException e) {
                reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            }
            since = since == null ? clock.instant() : since;
            rest(attempt, since, reason, pause);
        }
    }

    /** Sends the request once and ignores the answer. */
    void attempt(HttpRequest request) {
        try {
            once(request);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no answer to " + request.uri(), e);
        }
    }

    private static void refuseRedirect(HttpRequest request, Answer answer) {
        if (answer.status() / 100 == 3) {
            throw new PsephosClientException(
                    request.uri() + " answers with a redirect (" + answer.status() + "), which clients do not follow");
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

    private Answer once(HttpRequest request) throws IOException {
        MovingBody body = new MovingBody(patience);
        var response = cancellation.await(http.sendAsync(request, body), body);
        return new Answer(response.statusCode(), response.headers(), response.body());
    }
}
