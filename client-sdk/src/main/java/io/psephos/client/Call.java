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
 * @param accept media type of the answer, besides problems
 * @param contentType of the body, or null without one
 * @param timeout time until the answer's head arrives, including a slow upload of the body
 */
record Call(
        String method, URI target, String accept, @Nullable String contentType, byte[] body, Duration timeout) {
    static final String JSON = "application/json";
    private static final int SLOWEST_BYTES_PER_MILLI = 16;
    private static final String PROBLEM = "application/problem+json";

    static Call get(URI target, String accept, Duration timeout) {
        return new Call("GET", target, accept, null, new byte[0], timeout);
    }

    static Call delete(URI target, Duration timeout) {
        return new Call("DELETE", target, JSON, null, new byte[0], timeout);
    }

    static Call send(String method, URI target, String contentType, byte[] body, Duration timeout) {
        Duration sending = Duration.ofMillis(body.length / SLOWEST_BYTES_PER_MILLI);
        return new Call(method, target, JSON, contentType, body, timeout.plus(sending));
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
                .header("Accept", accept + ", " + PROBLEM);
        if (contentType == null) {
            return request.method(method, BodyPublishers.noBody());
        }
        return request.header("Content-Type", contentType).method(method, BodyPublishers.ofByteArray(body));
    }
}
