package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of access: every route with every kind of caller, and requests that are no calls of the protocol. */
class AccessControlTest {
    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRouteIsOpenOrNeedsATokenAndNoOtherRouteExists() {
        Set<String> open = new TreeSet<>();
        Set<String> closed = new TreeSet<>();
        Set<String> forClients = new TreeSet<>();
        for (String route : routes()) {
            String method = route.substring(0, route.indexOf(' '));
            String path = route.substring(route.indexOf(' ') + 1);
            (is(method, path, "", "401 invalid-token") ? closed : open).add(route);
            if (!is(method, path, device.token, "403 forbidden")) {
                forClients.add(route);
            }
        }
        Set<String> expected = Set.of(
                "POST /api/v1/enrollments",
                "POST /api/v1/token",
                "GET /.well-known/oauth-authorization-server",
                "GET /v3/api-docs");
        assertThat(open).isEqualTo(expected);
        assertThat(closed).hasSizeGreaterThan(15);
        forClients.removeAll(expected);
        assertThat(forClients)
                .containsExactlyInAnyOrder(
                        "GET /api/v1/offers",
                        "GET /api/v1/assignments/x",
                        "PUT /api/v1/assignments/x/update",
                        "PUT /api/v1/assignments/x/metrics",
                        "POST /api/v1/assignments/x/decline",
                        "GET /api/v1/jobs/x/models/x",
                        "GET /api/v1/jobs/x/models/x/delta",
                        "GET /api/v1/jobs/x/models/x/artefacts/x",
                        "PUT /api/v1/assignments/x/artefacts/x");
    }

    @Test
    void peopleAreNoClients() {
        assertThat(refusal(server.get("/api/v1/offers", server.admin))).isEqualTo("403 forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "psephos.c-1.9999999999.AAAA",
                "psephos.c-1.9999999999",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjLTEifQ.",
                "psa-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void tokensThatNobodyIssuedAreRefused(String token) {
        HttpResponse<String> answer = server.get("/api/v1/jobs", token);
        assertThat(refusal(answer)).isEqualTo("401 invalid-token");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void aTokenIsNoBetterForBeingChanged() {
        String token = device.token;
        int expiry = token.indexOf('.', token.indexOf('.') + 1) + 1;
        String longer = token.substring(0, expiry) + "9" + token.substring(expiry);
        String other = token.replace(device.id, server.enrol().id);
        assertThat(List.of(longer, other, token.substring(0, token.length() - 1), token + ".x"))
                .allSatisfy(wrong ->
                        assertThat(refusal(server.get("/api/v1/offers", wrong))).isEqualTo("401 invalid-token"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/nothing, 404 not-found",
        "GET, /, 404 not-found",
        "GET, /api/v1/jobs/, 404 not-found",
        "GET, //api/v1/jobs, 404 not-found",
        "GET, /api/v1/jobs;x=1, 404 not-found",
        "GET, /api/v1/jobs/%2e%2e, 404 not-found",
        "GET, /api/v1/jobs/..%252f, 404 not-found",
        "GET, /api/v1/jobs/..%5c, 404 not-found",
        "GET, /api/v1/jobs/%00, 404 not-found",
        "GET, /api/v1/jobs/caf%C3%A9, 404 not-found",
        "GET, /api/v1/jobs/none, 404 not-found",
        "GET, /API/v1/jobs, 404 not-found",
        "DELETE, /api/v1/jobs, 405 method-not-allowed",
        "PATCH, /api/v1/jobs, 405 method-not-allowed",
        "GET, /h2-console, 404 not-found",
        "GET, /v3/api-docs/more, 404 not-found",
        "GET, /swagger-ui.html, 404 not-found",
        "GET, /error, 404 not-found"
    })
    void whatIsNoCallIsAProblem(String method, String path, String refusal) {
        assertThat(refusal(server.send(method, path, server.admin, BodyPublishers.noBody())))
                .isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/",
                "/actuator/health",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/health/liveness/",
                "/actuator/health/liveness;x=1",
                "/ACTUATOR/env",
                "/actuator/beans",
                "/actuator/prometheus"
            })
    void operationsAreShut(String path) {
        assertThat(refusal(server.get(path, ""))).matches("401 invalid-token|404 not-found");
        assertThat(refusal(server.get(path, server.admin))).matches("403 forbidden|404 not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"liveness", "readiness"})
    void probesAnswerAnybody(String probe) {
        HttpResponse<String> answer = server.get("/actuator/health/" + probe, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("status").asString()).isEqualTo("UP");
    }

    @Row("406 not-acceptable")
    @Test
    void anAnswerThatNobodyAcceptsIs406() {
        assertThat(refusal(server.send(
                        "GET", "/api/v1/jobs", server.admin, BodyPublishers.noBody(), "Accept", "text/html")))
                .isEqualTo("406 not-acceptable");
    }

    @Row("405 method-not-allowed")
    @Test
    void aWrongMethodNamesTheRightOnes() {
        HttpResponse<String> answer = server.send("DELETE", "/api/v1/jobs", server.admin, BodyPublishers.noBody());
        assertThat(answer.headers().firstValue("Allow").orElse(""))
                .contains("GET")
                .contains("POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | 400 bad-request",
                "'' | 400 bad-request",
                "{\"uses\":1}{ | 400 bad-request",
                "{\"uses\":1,\"uses\":1} | 400 bad-request",
                "{'uses':1} | 400 bad-request",
                "{\"uses\":NaN} | 400 bad-request",
                "null | 422 invalid-member",
                "{\"uses\":99999999999} | 422 invalid-member",
                "{\"unknown\":{}} | 422 invalid-member"
            })
    void jsonIsReadStrictly(String body, String refusal) {
        String text = body.isEmpty() ? " " : body;
        assertThat(refusal(server.post("/api/v1/enrollment-tokens", server.admin, text)))
                .isEqualTo(refusal);
    }

    @Test
    void jsonHasLimits() {
        String deep = "{\"a\":".repeat(33) + "1" + "}".repeat(33);
        assertThat(refusal(server.post("/api/v1/enrollment-tokens", server.admin, deep)))
                .isEqualTo("400 bad-request");
        assertThat(refusal(server.post("/api/v1/enrollment-tokens", server.admin, "[".repeat(100_000))))
                .isEqualTo("400 bad-request");
        assertThat(refusal(server.post(
                        "/api/v1/enrollment-tokens", server.admin, "{\"uses\":" + "1".repeat(1_000_000) + "}")))
                .isEqualTo("400 bad-request");
        assertThat(refusal(server.post(
                        "/api/v1/enrollment-tokens", server.admin, "{\"name\":\"" + "x".repeat(1 << 20) + "\"}")))
                .isEqualTo("413 too-large");
    }

    @Test
    void bodiesNeedTypeAndLengthAndNoEncoding() {
        String path = "/api/v1/enrollment-tokens";
        assertThat(refusal(server.send("POST", path, server.admin, BodyPublishers.ofString("{}"))))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send(
                        "POST", path, server.admin, BodyPublishers.ofString("{}"), "Content-Type", "text/plain")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send(
                        "POST", path, server.admin, BodyPublishers.ofString("{}"), "Content-Type", "nonsense")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send(
                        "POST",
                        path,
                        server.admin,
                        BodyPublishers.ofString("{}"),
                        "Content-Type",
                        "application/json",
                        "Content-Encoding",
                        "gzip")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send(
                        "POST",
                        path,
                        server.admin,
                        BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8))),
                        "Content-Type",
                        "application/json")))
                .isEqualTo("411 length-required");
        assertThat(server.send(
                                "POST",
                                path,
                                server.admin,
                                BodyPublishers.ofString("{}"),
                                "Content-Type",
                                "application/json;charset=UTF-8")
                        .statusCode())
                .isEqualTo(201);
    }

    /** One connection, calls with and without a body in turn, each as soon as the last is answered. */
    @Test
    void aConnectionNeverStopsToBeRead() {
        for (int i = 0; i < 300; i++) {
            assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
            assertThat(server.post("/api/v1/enrollment-tokens", server.admin, "{}")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void noHeaderOpensADoor() {
        HttpResponse<String> answer = server.send(
                "GET",
                "/api/v1/jobs",
                "",
                BodyPublishers.noBody(),
                "X-Forwarded-For",
                "127.0.0.1",
                "X-Original-URL",
                "/actuator/health/liveness",
                "X-HTTP-Method-Override",
                "POST",
                "Origin",
                "http://elsewhere");
        assertThat(refusal(answer)).isEqualTo("401 invalid-token");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void theHostHeaderSaysNothingAboutUs() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            socket.getOutputStream()
                    .write(("GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: evil.example\r\n"
                                    + "X-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .contains("\"issuer\":\"" + server.issuer() + "\"")
                    .doesNotContain("evil");
        }
    }

    @Test
    void outsideLoopbackPlainHttpNeedsAWord(@TempDir Path own) {
        ServerOptions open = ServerOptions.defaults().data(own).port(0).set("psephos.address", "0.0.0.0");
        assertThatThrownBy(() -> PsephosServer.start(open, TestFoundation.class))
                .hasMessageContaining("allow-insecure-http");
        try (PsephosServer told =
                PsephosServer.start(open.set("psephos.allow-insecure-http", "true"), TestFoundation.class)) {
            assertThat(told.port()).isPositive();
        }
    }

    @Test
    void aConfiguredUrlIsTheIssuer(@TempDir Path own) {
        ServerOptions options =
                ServerOptions.defaults().data(own).port(0).publicUrl(java.net.URI.create("https://votes.example/"));
        try (PsephosServer named = PsephosServer.start(options, TestFoundation.class)) {
            assertThat(named.publicUrl()).hasToString("https://votes.example");
        }
    }

    private static boolean is(String method, String path, String token, String refusal) {
        return refusal(server.send(method, path, token, BodyPublishers.noBody()))
                .equals(refusal);
    }

    private static List<String> routes() {
        return server.server.bean(TestFoundation.Routes.class).handlers().getHandlerMethods().keySet().stream()
                .flatMap(route -> route.getMethodsCondition().getMethods().stream()
                        .flatMap(method -> route.getPatternsCondition().getPatterns().stream()
                                .map(pattern -> method + " "
                                        + pattern.getPatternString().replaceAll("\\{[a-z]+}", "x"))))
                .toList();
    }
}
