package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** A filter before all others that refuses headers which nothing behind it could read, with the header's name. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class HeaderFilter implements WebFilter {
    /** As many as Spring sorts. */
    private static final int MOST_TYPES = 50;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        checkTypes(headers);
        tags(HttpHeaders.IF_MATCH, headers);
        List<String> known = tags(HttpHeaders.IF_NONE_MATCH, headers);
        return chain.filter(known.stream().anyMatch(HeaderFilter::isEmpty) ? withoutEmpty(known, exchange) : exchange);
    }

    private static void checkTypes(HttpHeaders headers) {
        String types = String.join(",", headers.getOrEmpty(HttpHeaders.ACCEPT));
        long count = types.chars().filter(c -> c == ',').count() + 1;
        if (count > MOST_TYPES) {
            throw RefusedException.of(
                    ProblemCode.BAD_REQUEST, "Accept may have " + MOST_TYPES + " types, had " + count, types);
        }
    }

    /** The entity tags of a header, or the one * in their place. */
    private static List<String> tags(String name, HttpHeaders headers) {
        String text = String.join(",", headers.getOrEmpty(name));
        if (text.strip().equals("*")) {
            return List.of("*");
        }
        List<String> tags = new ArrayList<>();
        for (int at = next(text, 0); at < text.length(); ) {
            int opening = text.startsWith("W/", at) ? at + 2 : at;
            int closing = text.startsWith("\"", opening) ? text.indexOf('"', opening + 1) : -1;
            int after = closing < 0 ? -1 : next(text, closing + 1);
            boolean ends = after == text.length()
                    || closing >= 0 && text.substring(closing + 1, after).contains(",");
            if (!ends) {
                throw RefusedException.of(
                        ProblemCode.BAD_REQUEST, name + " must be * or entity tags in quotation marks", text);
            }
            tags.add(text.substring(at, closing + 1));
            at = after;
        }
        return tags;
    }

    /** The first place from here that is neither space nor comma. */
    private static int next(String text, int from) {
        int at = from;
        while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isEmpty(String tag) {
        return tag.endsWith("\"\"");
    }

    /** Leaves out tags without characters, which are some to HTTP and none to Spring; nothing here has such a tag. */
    private static ServerWebExchange withoutEmpty(List<String> tags, ServerWebExchange exchange) {
        List<String> others = tags.stream().filter(tag -> !isEmpty(tag)).toList();
        ServerHttpRequest request = exchange.getRequest()
                .mutate()
                .headers(headers -> {
                    headers.remove(HttpHeaders.IF_NONE_MATCH);
                    if (!others.isEmpty()) {
                        headers.set(HttpHeaders.IF_NONE_MATCH, String.join(", ", others));
                    }
                })
                .build();
        return exchange.mutate().request(request).build();
    }
}
