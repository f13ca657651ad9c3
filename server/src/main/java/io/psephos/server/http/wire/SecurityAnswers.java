package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The answers to calls that the security filters refuse. */
public final class SecurityAnswers
        implements ServerAuthenticationEntryPoint, ServerAccessDeniedHandler, ServerExchangeRejectedHandler {
    private final ProblemWriter problems;

    public SecurityAnswers(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException cause) {
        return answer(exchange, ProblemCode.INVALID_TOKEN, "the call needs a valid bearer token");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException cause) {
        return answer(exchange, ProblemCode.FORBIDDEN, "the token's role does not allow this call");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, ServerExchangeRejectedException cause) {
        return answer(exchange, ProblemCode.NOT_FOUND, "there is nothing under this path");
    }

    private Mono<Void> answer(ServerWebExchange exchange, ProblemCode code, String detail) {
        return problems.write(exchange, RefusedException.of(code, detail));
    }
}
