package io.psephos.server.http.wire;

import io.psephos.server.security.Caller;
import io.psephos.server.security.Role;
import java.util.Arrays;
import java.util.Set;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The authorization of calls by the annotation of their handler. It asks the handler mapping instead of keeping a
 * second list of paths, so that the two cannot differ. A call without a handler needs any token, and is refused
 * afterwards as not found or not allowed.
 */
public final class RouteRules implements ReactiveAuthorizationManager<AuthorizationContext> {
    private static final Set<String> PROBES = Set.of("/actuator/health/liveness", "/actuator/health/readiness");
    private static final String OPERATIONS = "/actuator";
    private static final String METRICS = "/actuator/metrics";

    private final RequestMappingHandlerMapping handlers;

    public RouteRules(RequestMappingHandlerMapping handlers) {
        this.handlers = handlers;
    }

    @Override
    public Mono<AuthorizationResult> authorize(Mono<Authentication> authentication, AuthorizationContext context) {
        ServerWebExchange exchange = context.getExchange();
        String path = exchange.getRequest().getPath().value();
        if (PROBES.contains(path)) {
            return Mono.just(new AuthorizationDecision(true));
        }
        Rule otherwise = otherwise(path);
        return handlers.getHandler(exchange)
                .map(RouteRules::ruleOf)
                .onErrorReturn(ResponseStatusException.class, otherwise)
                .defaultIfEmpty(otherwise)
                .flatMap(rule -> judge(rule, authentication));
    }

    private static Rule otherwise(String path) {
        if (path.equals(METRICS) || path.startsWith(METRICS + "/")) {
            return caller -> caller.role().holds(Role.VIEWER);
        }
        return path.startsWith(OPERATIONS) ? caller -> false : caller -> true;
    }

    private static Mono<AuthorizationResult> judge(Rule rule, Mono<Authentication> authentication) {
        return rule == Rule.OPEN
                ? Mono.just(new AuthorizationDecision(true))
                : authentication
                        .map(known -> known.getPrincipal() instanceof Caller caller && rule.admits(caller))
                        .defaultIfEmpty(false)
                        .map(AuthorizationDecision::new);
    }

    private static Rule ruleOf(Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return caller -> false;
        }
        Allowed allowed = method.getMethodAnnotation(Allowed.class);
        if (allowed == null) {
            return method.hasMethodAnnotation(Open.class) ? Rule.OPEN : caller -> false;
        }
        Role[] roles = allowed.value();
        return caller -> Arrays.stream(roles).anyMatch(caller.role()::holds);
    }

    private interface Rule {
        Rule OPEN = caller -> true;

        boolean admits(Caller caller);
    }
}
