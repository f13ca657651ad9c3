package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tests of the OpenAPI description against the calls and answers of a running server. */
class ApiDocsTest {
    private static final Set<String> ROLES = Set.of("none", "CLIENT", "ADMIN");

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;
    static JsonNode docs;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
        docs = json(server.get("/v3/api-docs", ""));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itListsEveryCallAndNoOther() {
        assertThat(documented().keySet()).isEqualTo(routes().keySet());
        assertThat(docs.path("openapi").asString()).startsWith("3.1");
        assertThat(docs.path("info").path("version").asString()).isEqualTo("1");
    }

    @Test
    void itNamesWhatCallsAnswer() {
        routes().forEach((call, route) -> {
            Set<String> produced = route.getProducesCondition().getProducibleMediaTypes().stream()
                    .map(MediaType::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> documented = contentTypes(documented().get(call));
            if (!documented.isEmpty()) {
                assertThat(documented).as(call).isEqualTo(produced);
            }
        });
    }

    @Test
    void everyCallAnswersEveryRoleAsListed() {
        StringBuilder table = new StringBuilder("call × role × status\n");
        documented()
                .forEach((call, operation) -> ROLES.stream().sorted().forEach(role -> {
                    HttpResponse<String> answer = call(call, role);
                    table.append("%-62s %-7s %s%n".formatted(call, role, status(answer)));
                    assertThat(isShut(answer)).as(call + " as " + role).isEqualTo(!allowed(operation, role));
                    assertThat(operation.path("responses").propertyNames())
                            .as(call + " as " + role)
                            .contains(Integer.toString(answer.statusCode()));
                }));
        System.out.println(table);
    }

    @Test
    void anAnswerThatIsNotListedFailsTheTestThatSeesIt() {
        HttpResponse<String> answer = server.get("/api/v1/jobs", server.admin);
        JsonNode without = docs.deepCopy();
        ((ObjectNode) without.path("paths").path("/api/v1/jobs").path("get").path("responses")).remove("200");
        assertThat(new ApiContract(docs).check(answer)).isSameAs(answer);
        assertThatThrownBy(() -> new ApiContract(without).check(answer))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("status 200 is not listed");
    }

    /** Shut by the door; a client that is told the same of another's id got past it. */
    private static boolean isShut(HttpResponse<String> answer) {
        return answer.statusCode() == 401 && answer.body().contains("invalid-token")
                || answer.body().contains("the token's role");
    }

    private static boolean allowed(JsonNode operation, String role) {
        Set<String> roles =
                operation.path("x-roles").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        return roles.isEmpty()
                || roles.contains(role)
                || (role.equals("ADMIN") && Stream.of("OPERATOR", "VIEWER").anyMatch(roles::contains));
    }

    private static String status(HttpResponse<String> answer) {
        return answer.statusCode() < 400 ? Integer.toString(answer.statusCode()) : refusal(answer);
    }

    private static HttpResponse<String> call(String call, String role) {
        String token = switch (role) {
            case "ADMIN" -> server.admin;
            case "CLIENT" -> device.token;
            default -> "";
        };
        String path = call.substring(call.indexOf(' ') + 1).replaceAll("\\{[a-z]+}", "x");
        return server.send(call.substring(0, call.indexOf(' ')), path, token, BodyPublishers.noBody());
    }

    private static Set<String> contentTypes(JsonNode operation) {
        Set<String> types = new TreeSet<>();
        operation.path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response ->
                        types.addAll(response.getValue().path("content").propertyNames()));
        return types;
    }

    private static Map<String, JsonNode> documented() {
        Map<String, JsonNode> calls = new TreeMap<>();
        docs.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> calls.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return calls;
    }

    private static Map<String, RequestMappingInfo> routes() {
        Map<String, RequestMappingInfo> calls = new TreeMap<>();
        server.server
                .bean(TestFoundation.Routes.class)
                .handlers()
                .getHandlerMethods()
                .keySet()
                .forEach(route -> assertThat(route.getMethodsCondition().getMethods())
                        .as("a route without a method takes every one: " + route)
                        .isNotEmpty());
        server.server
                .bean(TestFoundation.Routes.class)
                .handlers()
                .getHandlerMethods()
                .keySet()
                .forEach(route -> route.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> route.getPatternsCondition()
                                .getPatterns()
                                .forEach(pattern -> calls.put(method + " " + pattern.getPatternString(), route))));
        return calls;
    }
}
