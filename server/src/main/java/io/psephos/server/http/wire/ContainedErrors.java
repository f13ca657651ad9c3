package io.psephos.server.http.wire;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The filter around all others, so that a call that ends in an {@link Error} is answered, too. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ContainedErrors implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Publishers.contained(Mono.defer(() -> chain.filter(exchange)));
    }
}
