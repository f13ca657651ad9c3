package io.psephos.server.http.wire;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A filter that refuses compressed bodies unread, except for PUT, whose controllers check the target first. PUT is left
 * to its controllers, which first look for what is put to.
 */
public final class EncodingFilter implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!HttpMethod.PUT.equals(exchange.getRequest().getMethod())) {
            Bodies.refuseEncoding(exchange.getRequest());
        }
        return chain.filter(exchange);
    }
}
