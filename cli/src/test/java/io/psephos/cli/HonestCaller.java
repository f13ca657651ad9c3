package io.psephos.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody who asks a server for the same thing again and again, and notes how long each answer takes. */
final class HonestCaller {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpRequest request;

    private HonestCaller(HttpRequest request) {
        this.request = request;
    }

    static HonestCaller asking(URI what, String token) {
        return new HonestCaller(HttpRequest.newBuilder(what)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build());
    }

    /** What some calls met. */
    record Seen(double medianMillis, double p99Millis, int calls, int failures) {
        @Override
        public String toString() {
            return "%d calls, %d failed, median %.1f ms, p99 %.1f ms"
                    .formatted(calls, failures, medianMillis, p99Millis);
        }
    }

    /** Fifty calls a second for some time, each tenth on a connection of its own. */
    Seen callFor(Duration time) throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        int failures = 0;
        long end = System.nanoTime() + time.toNanos();
        HttpClient http = client();
        while (System.nanoTime() < end) {
            if (millis.size() % 10 == 9) {
                http.shutdownNow();
                http = client();
            }
            long start = System.nanoTime();
            try {
                failures += http.send(request, BodyHandlers.ofByteArray()).statusCode() == 200 ? 0 : 1;
            } catch (IOException e) {
                failures++;
            }
            long took = System.nanoTime() - start;
            millis.add(took / 1e6);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, 20_000_000 - took));
        }
        http.shutdownNow();
        Collections.sort(millis);
        return new Seen(
                millis.get(millis.size() / 2), millis.get((int) (0.99 * millis.size())), millis.size(), failures);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }
}
