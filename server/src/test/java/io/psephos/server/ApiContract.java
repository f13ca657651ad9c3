package io.psephos.server;

import io.psephos.protocol.json.ProtocolJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A validator of answers by the OpenAPI description. It knows as much of JSON Schema as the description uses, and is
 * stricter in one thing: a member that no schema names is a fault, so that nothing is answered that nobody wrote down.
 */
final class ApiContract {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final Set<Integer> TO_STRANGERS = Set.of(400, 401, 403, 404, 405, 415);
    private static final Set<String> REMARKS = Set.of("description", "format");

    private final JsonNode document;

    ApiContract(JsonNode document) {
        this.document = document;
    }

    JsonNode document() {
        return document;
    }

    /** The description that the server publishes. */
    static ApiContract published() {
        try (InputStream stream = ApiContract.class.getResourceAsStream("/io/psephos/server/openapi.json")) {
            return new ApiContract(ProtocolJson.lenient()
                    .readTree(Objects.requireNonNull(stream).readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails for an answer that is not as described; a body that is still to be read is not looked at.
     *
     * @return the answer
     */
    <T> HttpResponse<T> check(HttpResponse<T> answer) {
        HttpRequest request = answer.request();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        List<String> faults = faults(
                request.method(),
                request.uri().getRawPath(),
                new Answer(answer.statusCode(), type, bytes(answer.body())));
        if (!faults.isEmpty()) {
            throw new AssertionError(request.method() + " " + request.uri() + " was answered " + answer.statusCode()
                    + " against the description: " + String.join("; ", faults));
        }
        return answer;
    }

    private static byte @Nullable [] bytes(@Nullable Object body) {
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return body instanceof byte[] bytes ? bytes : null;
    }

    /** @param body null where it is not to be looked at */
    record Answer(int status, String type, byte @Nullable [] body) {
        String mediaType() {
            return type.replaceAll(";.*", "").strip();
        }
    }

    List<String> faults(String method, String path, Answer answer) {
        if (path.startsWith("/actuator/health/") || path.startsWith("/actuator/metrics/")) {
            return List.of();
        }
        boolean isHead = method.equals("HEAD");
        JsonNode operation = operation(isHead ? "get" : method.toLowerCase(Locale.ROOT), path);
        Answer whole = isHead ? new Answer(answer.status(), answer.type(), null) : answer;
        if (operation.isMissingNode()) {
            return TO_STRANGERS.contains(answer.status())
                    ? content(resolved(document.at("/components/responses/Problem")), whole)
                    : List.of("neither is this call described nor is it refused");
        }
        JsonNode response = operation.path("responses").path(Integer.toString(answer.status()));
        return response.isMissingNode()
                ? List.of("status " + answer.status() + " is not listed")
                : content(resolved(response), whole);
    }

    /** The operation of the path that fits with the fewest variables. */
    private JsonNode operation(String method, String path) {
        return document.path("paths").properties().stream()
                .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .filter(entry -> entry.getValue().has(method))
                .min(Comparator.comparingLong(
                        entry -> entry.getKey().chars().filter(c -> c == '{').count()))
                .map(entry -> entry.getValue().path(method))
                .orElseGet(() -> document.path("none"));
    }

    private List<String> content(JsonNode response, Answer answer) {
        JsonNode content = response.path("content");
        byte[] body = answer.body();
        if (content.isMissingNode()) {
            return body == null || body.length == 0 ? List.of() : List.of("no body is listed");
        }
        JsonNode media = content.path(answer.mediaType());
        if (media.isMissingNode()) {
            return List.of("content type '" + answer.type() + "' is not listed");
        }
        if (body == null || !Set.of(JSON, PROBLEM).contains(answer.mediaType())) {
            return List.of();
        }
        try {
            List<String> faults = new ArrayList<>();
            judge(media.path("schema"), ProtocolJson.strict().readTree(body), "the body", faults);
            return faults;
        } catch (JacksonException e) {
            return List.of("the body is no JSON");
        }
    }

    private void judge(JsonNode schema, JsonNode value, String at, List<String> faults) {
        JsonNode known = resolved(schema);
        for (String keyword : known.propertyNames()) {
            JsonNode rule = known.path(keyword);
            boolean holds = switch (keyword) {
                case "type" -> isOf(rule.asString(), value);
                case "const" -> value.equals(rule);
                case "enum" -> rule.valueStream().anyMatch(value::equals);
                case "pattern" ->
                    Pattern.compile(rule.asString()).matcher(value.asString("")).find();
                case "maxLength" -> value.asString("").length() <= rule.asInt();
                case "minimum" -> value.asDouble() >= rule.asDouble();
                case "required", "properties", "additionalProperties", "items" -> true;
                default -> {
                    if (!REMARKS.contains(keyword)) {
                        throw new IllegalStateException("the description uses '" + keyword + "', unknown here");
                    }
                    yield true;
                }
            };
            if (!holds) {
                faults.add(at + " is not of " + keyword + " " + rule + ": " + value);
            }
        }
        if (value.isObject()) {
            judgeMembers(known, value, at, faults);
        } else if (value.isArray()) {
            int index = 0;
            for (JsonNode item : value) {
                judge(known.path("items"), item, at + "[" + index++ + "]", faults);
            }
        }
    }

    private void judgeMembers(JsonNode schema, JsonNode value, String at, List<String> faults) {
        schema.path("required")
                .valueStream()
                .map(JsonNode::asString)
                .filter(name -> !value.has(name))
                .forEach(name -> faults.add(at + " lacks " + name));
        JsonNode others = schema.path("additionalProperties");
        value.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode rule = schema.path("properties").path(name);
            if (!rule.isMissingNode()) {
                judge(rule, member.getValue(), at + "." + name, faults);
            } else if (others.isObject()) {
                judge(others, member.getValue(), at + "." + name, faults);
            } else if (!others.asBoolean(false)) {
                faults.add(at + " has " + name + ", which is not listed");
            }
        });
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalStateException("the description uses type '" + type + "', unknown here");
        };
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode found = node;
        while (found.has("$ref")) {
            found = document.at(found.path("$ref").asString().substring(1));
        }
        if (found.isMissingNode()) {
            throw new IllegalStateException("the description points at nothing: " + node);
        }
        return found;
    }
}
