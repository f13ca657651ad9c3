package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.Row;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.RateLimit;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void everyCallerHasItsOwnCallsAMinute() {
        RateLimit limit = new RateLimit(2, nanos::get);
        limit.take("a");
        limit.take("a");
        assertThatThrownBy(() -> limit.take("a"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.headers()).containsEntry("Retry-After", "30"));
        assertThatCode(() -> limit.take("b")).doesNotThrowAnyException();
        nanos.addAndGet(30_000_000_000L);
        assertThatCode(() -> limit.take("a")).doesNotThrowAnyException();
    }

    @Test
    void noLimitIsNone() {
        RateLimit limit = new RateLimit(0, nanos::get);
        for (int i = 0; i < 10_000; i++) {
            limit.take("a");
        }
    }

    @Row("429 rate-limited")
    @Test
    void anAddressThatEnrolsTooOftenIsToldWhenToComeBack(@TempDir Path data) {
        ServerOptions options = ServerOptions.defaults().data(data).port(0).set("psephos.rates.per-address", "3");
        try (TestServer server = new TestServer(options, TestFoundation.class)) {
            Device device = new Device();
            for (int i = 0; i < 3; i++) {
                assertThat(refusal(device.token(server, "x"))).isEqualTo("401 invalid-client");
            }
            HttpResponse<String> answer = device.token(server, "x");
            assertThat(refusal(answer)).isEqualTo("429 rate-limited");
            assertThat(Integer.parseInt(
                            answer.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(refusal(device.enrol(server, "x"))).isEqualTo("429 rate-limited");
            assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        }
    }

    @Row("429 rate-limited")
    @Test
    void aClientThatAsksForTooManyTokensWaitsAndNoStrangerMakesItWait(@TempDir Path data) {
        ServerOptions options = ServerOptions.defaults().data(data).port(0).set("psephos.rates.per-client", "2");
        try (TestServer server = new TestServer(options, TestFoundation.class)) {
            Device device = server.enrol();
            Device stranger = new Device();
            stranger.id = device.id;
            for (int i = 0; i < 3; i++) {
                assertThat(refusal(stranger.token(server, stranger.assertion(server))))
                        .isEqualTo("401 invalid-client");
            }
            assertThat(device.token(server, device.assertion(server)).statusCode())
                    .isEqualTo(200);
            assertThat(refusal(device.token(server, device.assertion(server)))).isEqualTo("429 rate-limited");
        }
    }
}
