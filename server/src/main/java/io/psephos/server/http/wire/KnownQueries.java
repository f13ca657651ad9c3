package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * The mapping from calls to their methods that refuses a query parameter which the method does not have: a misspelt
 * {@code limit} must not return everything.
 */
public final class KnownQueries extends RequestMappingHandlerMapping {
    private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    protected void handleMatch(RequestMappingInfo info, HandlerMethod method, ServerWebExchange exchange) {
        super.handleMatch(info, method, exchange);
        Set<String> names = known.computeIfAbsent(method, KnownQueries::parametersOf);
        for (String name : exchange.getRequest().getQueryParams().keySet()) {
            if (!names.contains(name)) {
                throw RefusedException.of(
                        ProblemCode.BAD_REQUEST,
                        names.isEmpty()
                                ? "this call has no query parameters"
                                : "the query parameters of this call are " + String.join(", ", names),
                        name);
            }
        }
    }

    private static Set<String> parametersOf(HandlerMethod method) {
        Set<String> names = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam asked = parameter.getParameterAnnotation(RequestParam.class);
            if (asked != null) {
                names.add(asked.name().isEmpty() ? parameter.getParameter().getName() : asked.name());
            }
        }
        return names;
    }
}
