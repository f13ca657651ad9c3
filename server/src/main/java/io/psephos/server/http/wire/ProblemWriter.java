package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The writer of problem answers (RFC 9457), with the headers that belong to their status. */
public final class ProblemWriter {
    private static final String RETRY_SECONDS = "2";

    private final JsonMapper json;

    public ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    Mono<Void> write(ServerWebExchange exchange, RefusedException refused) {
        ServerHttpResponse response = exchange.getResponse();
        byte[] body = bytes(refused);
        response.setStatusCode(HttpStatusCode.valueOf(refused.code().status()));
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setContentLength(body.length);
        addHeadersOf(refused.code(), headers);
        refused.headers().forEach(headers::set);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** Returns the body of the answer. */
    byte[] bytes(RefusedException refused) {
        return json.writeValueAsBytes(members(refused));
    }

    private Map<String, Object> members(RefusedException refused) {
        Map<String, Object> members = new LinkedHashMap<>();
        json.valueToTree(refused.problem())
                .properties()
                .forEach(entry -> members.put(entry.getKey(), entry.getValue()));
        members.putAll(refused.members());
        return members;
    }

    private static void addHeadersOf(ProblemCode code, HttpHeaders headers) {
        int status = code.status();
        if (status == 401) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        } else if (status == 429 || status == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
    }
}
