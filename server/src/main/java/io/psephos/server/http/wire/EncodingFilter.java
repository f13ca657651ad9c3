package io.psephos.server.http.wire;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses compressed bodies unread. PUT is left to its controllers, which first look for what is put to. */
public final class EncodingFilter implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!HttpMethod.PUT.equals(exchange.getRequest().getMethod())) {
            Bodies.refuseEncoding(exchange.getRequest());
        }
        return chain.filter(exchange);
    }
}
