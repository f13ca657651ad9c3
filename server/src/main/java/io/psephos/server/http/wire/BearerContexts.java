package io.psephos.server.http.wire;

import io.psephos.server.http.connection.Connections;
import io.psephos.server.security.BearerTokens;
import io.psephos.server.security.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** The authentication of a call by its one {@code Authorization: Bearer} header, without sessions. */
public final class BearerContexts implements ServerSecurityContextRepository {
    private static final String SCHEME = "Bearer ";

    private final BearerTokens tokens;
    private final Connections connections;

    public BearerContexts(BearerTokens tokens, Connections connections) {
        this.tokens = tokens;
        this.connections = connections;
    }

    @Override
    public Mono<Void> save(ServerWebExchange exchange, @Nullable SecurityContext context) {
        return Mono.empty();
    }

    @Override
    public Mono<SecurityContext> load(ServerWebExchange exchange) {
        Optional<Caller> caller = token(exchange.getRequest().getHeaders()).flatMap(tokens::caller);
        if (caller.isPresent()
                && ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest()) instanceof Connection shown) {
            connections.known(shown.channel());
        }
        return Mono.justOrEmpty(caller.map(BearerContexts::context));
    }

    private static Optional<String> token(HttpHeaders headers) {
        List<String> values = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        return values.size() == 1 && values.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(values.getFirst().substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    private static SecurityContext context(Caller caller) {
        return new SecurityContextImpl(new PreAuthenticatedAuthenticationToken(
                caller,
                "",
                List.of(new SimpleGrantedAuthority("ROLE_" + caller.role().name()))));
    }
}
