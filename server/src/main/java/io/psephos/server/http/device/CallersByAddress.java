package io.psephos.server.http.device;

import io.psephos.server.http.connection.Origin;
import io.psephos.server.security.RateLimit;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The rate limit of calls without a token, per IPv4 address or IPv6 network. */
public final class CallersByAddress {
    private final RateLimit limit;

    public CallersByAddress(RateLimit limit) {
        this.limit = limit;
    }

    void take(ServerHttpRequest request) {
        limit.take(Origin.of(request.getRemoteAddress()).address());
    }
}
