package io.psephos.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request without the token that authorizes it.
 *
 * @param expected answer, besides problems
 * @param contentType of the body, or null without one
 * @param timeout time until the answer's head arrives, including a slow upload of the body
 */
record Call(
        String method,
        URI target,
        Expected expected,
        @Nullable String contentType,
        byte[] body,
        Duration timeout) {
    private static final int SLOWEST_BYTES_PER_MILLI = 16;

    static Call get(URI target, Expected expected, Duration timeout) {
        return new Call("GET", target, expected, null, new byte[0], timeout);
    }

    static Call delete(URI target, Duration timeout) {
        return new Call("DELETE", target, Expected.nothing(), null, new byte[0], timeout);
    }

    static Call send(String method, URI target, Expected expected, String contentType, byte[] body, Duration timeout) {
        Duration sending = Duration.ofMillis(body.length / SLOWEST_BYTES_PER_MILLI);
        return new Call(method, target, expected, contentType, body, timeout.plus(sending));
    }

    HttpRequest anonymous() {
        return builder().build();
    }

    HttpRequest authorizedBy(String token) {
        return builder().header("Authorization", "Bearer " + token).build();
    }

    private HttpRequest.Builder builder() {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(timeout)
                .header("Accept", expected.type() + ", " + Answer.PROBLEM);
        if (contentType == null) {
            return request.method(method, BodyPublishers.noBody());
        }
        return request.header("Content-Type", contentType).method(method, BodyPublishers.ofByteArray(body));
    }
}
