package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of rules for every call: bodies, members, methods, and the form of a refusal. */
class ConventionsTest {
    private static final String JSON = "application/json";
    private static final String ASSIGNMENT = "/api/v1/assignments/a-1";

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
        server.coordinator().runs("first");
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(2))));
        server.coordinator().models.put(0L, new StoredModel(ScriptedCoordinator.JOB, 0, layout, new float[2]));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        server.coordinator().fate = Fate.OPEN;
    }

    @Row("400 bad-request")
    @ParameterizedTest
    @CsvSource({
        "/api/v1/jobs?limt=1, limt, 'cursor, limit'",
        "/api/v1/jobs?limit=1&Cursor=x, Cursor, 'cursor, limit'",
        "/api/v1/jobs/j-1?verbose, verbose, no query parameters",
        "/api/v1/audit?since=yesterday, since, 'cursor, limit'",
        "/api/v1/jobs/j-1/events?last-event-id=0, last-event-id, lastEventId",
    })
    void aQueryParameterThatNoCallKnowsIsRefused(String path, String name, String known) {
        HttpResponse<String> answer = server.get(path, server.admin);
        assertThat(refusal(answer)).isEqualTo("400 bad-request");
        JsonNode problem = json(answer);
        assertThat(problem.path("value").stringValue()).isEqualTo(name);
        assertThat(problem.path("detail").stringValue()).contains(known);
    }

    /** Every call that needs a body, with who may make it and of what type the body is. */
    @Row({"415 unsupported-media-type", "411 length-required"})
    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/enrollments, none, application/json",
        "POST, /api/v1/token, none, application/x-www-form-urlencoded",
        "POST, /api/v1/enrollment-tokens, admin, application/json",
        "POST, /api/v1/clients/me/keys, client, application/json",
        "PUT, /api/v1/clients/me/capabilities, client, application/json",
        "PUT, /api/v1/assignments/a-1/update, client, application/vnd.psephos.update",
        "POST, /api/v1/assignments/a-1/decline, client, application/json",
        "PUT, /api/v1/assignments/a-1/metrics, client, application/json",
        "PUT, /api/v1/assignments/a-1/artefacts/counts, client, application/x-safetensors",
        "POST, /api/v1/jobs, admin, application/json",
        "POST, /api/v1/jobs, admin, application/yaml",
        "PUT, /api/v1/jobs/j-1/models/0, admin, application/x-safetensors",
    })
    void bodiesNeedTypeAndLengthAndNoEncoding(String method, String path, String role, String type) {
        String token = role.equals("admin") ? server.admin : role.equals("client") ? device.token : "";
        String here = path.replace("/me/", "/" + device.id + "/");
        BodyPublisher body = BodyPublishers.ofString("{}");
        assertThat(refusal(server.send(method, here, token, body))).isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send(method, here, token, body, "Content-Type", "text/plain")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(refusal(server.send(method, here, token, body, "Content-Type", type, "Content-Encoding", "gzip")))
                .isEqualTo("415 unsupported-media-type");
        BodyPublisher chunked =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(refusal(server.send(method, here, token, chunked, "Content-Type", type)))
                .isEqualTo("411 length-required");
        assertThat(refusal(server.send(method, here, token, body, "Content-Type", type + "; v=\"1\"")))
                .as("parameters are ignored")
                .doesNotStartWith("415");
    }

    @Row({
        "POST /api/v1/jobs/{job}/start",
        "POST /api/v1/jobs/{job}/pause",
        "POST /api/v1/jobs/{job}/resume",
        "POST /api/v1/jobs/{job}/stop",
        "POST /api/v1/jobs/{job}/models/{version}/rollback",
        "DELETE /api/v1/jobs/{job}",
        "DELETE /api/v1/clients/{client}",
        "POST /api/v1/clients/{client}/quarantine",
        "POST /api/v1/clients/{client}/restore"
    })
    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/jobs/j-none/start",
        "POST, /api/v1/jobs/j-none/pause",
        "POST, /api/v1/jobs/j-none/resume",
        "POST, /api/v1/jobs/j-none/stop",
        "POST, /api/v1/jobs/j-none/models/0/rollback",
        "DELETE, /api/v1/jobs/j-none",
        "DELETE, /api/v1/clients/c-none",
        "POST, /api/v1/clients/c-none/quarantine",
        "POST, /api/v1/clients/c-none/restore"
    })
    void callsWithoutABodyTakeNoneOrAnEmptyObject(String method, String path) {
        assertThat(refusal(server.send(method, path, server.admin, BodyPublishers.noBody())))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.send(method, path, server.admin, BodyPublishers.ofString("{}"))))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.send(
                        method, path, server.admin, BodyPublishers.ofString(" { } "), "Content-Type", JSON)))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.send(
                        method, path, server.admin, BodyPublishers.ofString("{\"a\":1}"), "Content-Type", JSON)))
                .isEqualTo("422 invalid-member");
        assertThat(refusal(server.send(method, path, server.admin, BodyPublishers.ofString("{"), "Content-Type", JSON)))
                .isEqualTo("400 bad-request");
    }

    @Row("422 invalid-member")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/enrollments | {\"token\":\"t\",\"publicKey\":\"k\",\"proof\":\"p\",\"extra\":1} | extra",
                "POST | /api/v1/enrollments | {\"token\":\"t\",\"publicKey\":\"k\",\"proof\":\"p\","
                        + "\"capabilities\":{\"extra\":1}} | capabilities.extra",
                "POST | /api/v1/enrollment-tokens | {\"extra\":{}} | extra",
                "POST | /api/v1/clients/me/keys | {\"publicKey\":\"\",\"proof\":\"\",\"newKeyProof\":\"\",\"extra\":1}"
                        + " | extra",
                "PUT | /api/v1/clients/me/capabilities | {\"extra\":null} | extra",
                "POST | /api/v1/assignments/a-1/decline | {\"reason\":\"r\",\"extra\":[]} | extra"
            })
    void anUnknownMemberIsRefusedByItsPath(String method, String path, String body, String member) {
        String token = path.endsWith("-tokens") ? server.admin : path.endsWith("enrollments") ? "" : device.token;
        HttpResponse<String> answer = server.send(
                method,
                path.replace("/me/", "/" + device.id + "/"),
                token,
                BodyPublishers.ofString(body),
                "Content-Type",
                JSON);
        assertThat(refusal(answer)).isEqualTo("422 invalid-member");
        assertThat(json(answer).path("value").asString()).isEqualTo(member);
    }

    @Row({
        "POST /api/v1/enrollment-tokens",
        "PUT /api/v1/clients/{client}/capabilities",
        "PUT /api/v1/assignments/{assignment}/metrics",
        "POST /api/v1/jobs"
    })
    @Test
    void whatIsNullIsAbsent() {
        assertThat(server.post(
                                "/api/v1/enrollment-tokens",
                                server.admin,
                                "{\"uses\":null,\"expiresIn\":null,\"group\":null,\"name\":null}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(put(
                                "/api/v1/clients/" + device.id + "/capabilities",
                                "{\"codecs\":null,\"maxParameters\":null,\"secureAggregation\":null}")
                        .statusCode())
                .isEqualTo(204);
        server.coordinator().reports.clear();
        assertThat(put(ASSIGNMENT + "/metrics", "{\"loss\":null,\"maxAbs\":null,\"accuracy\":0.5}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.coordinator().reports.getFirst().values()).containsOnlyKeys("accuracy");
        assertThat(server.post(
                                "/api/v1/jobs",
                                server.admin,
                                "{\"name\":null,\"stop\":{\"accuracy\":null},\"optimizer\":{\"learningRate\":1}}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Row("PUT /api/v1/assignments/{assignment}/metrics")
    @Test
    void magnitudesAreNotAmongTheThirtyTwo() {
        StringBuilder body = new StringBuilder("{\"maxAbs\":[1]");
        for (int i = 0; i < 32; i++) {
            body.append(",\"")
                    .append("n".repeat(38))
                    .append(i + 10)
                    .append("\":")
                    .append(i);
        }
        assertThat(put(ASSIGNMENT + "/metrics", body + "}").statusCode()).isEqualTo(204);
        assertThat(refusal(put(ASSIGNMENT + "/metrics", body + ",\"more\":1}"))).isEqualTo("422 invalid-member");
    }

    @Row("POST /api/v1/assignments/{assignment}/decline")
    @Test
    void aReasonMayBeAnyTextOfTwoHundredCharacters() {
        String decline = ASSIGNMENT + "/decline";
        for (String reason : List.of("", "two\\nlines", "\\u0000", "\uD83D\uDE00".repeat(200), "x".repeat(200))) {
            assertThat(server.post(decline, device.token, "{\"reason\":\"" + reason + "\"}")
                            .statusCode())
                    .isEqualTo(204);
        }
        assertThat(refusal(server.post(decline, device.token, "{\"reason\":\"" + "x".repeat(201) + "\"}")))
                .isEqualTo("422 invalid-member");
        assertThat(server.post(decline, device.token, "{\"reason\":\"lost\",\"lostMemory\":true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(refusal(server.post(decline, device.token, "{\"reason\":\"lost\",\"lostMemory\":7}")))
                .isEqualTo("422 invalid-member");
        assertThat(refusal(server.post(decline, device.token, "{\"reason\":7}")))
                .isEqualTo("422 invalid-member");
        assertThat(refusal(server.post(decline, device.token, "{\"reason\":null}")))
                .isEqualTo("422 invalid-member");
    }

    @Row("POST /api/v1/assignments/{assignment}/decline")
    @ParameterizedTest
    @CsvSource({
        "OPEN, 204",
        "DECLINED, 204",
        "EXPIRED, 204",
        "ACCEPTED, 409",
        "COUNTED, 409",
        "DISCARDED, 409",
        "REFUSED, 409"
    })
    void onlyWhatHasNoUpdateIsDeclined(Fate fate, int status) {
        server.coordinator().fate = fate;
        HttpResponse<String> answer = server.post(ASSIGNMENT + "/decline", device.token, "{\"reason\":\"late\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 409) {
            assertThat(refusal(answer)).isEqualTo("409 wrong-state");
        }
    }

    @Row("400 bad-request")
    @Test
    void anOffendingValueIsShortAndPrintable() {
        HttpResponse<String> answer = server.get("/api/v1/jobs?limit=a%00b%1Bc%0A" + "x".repeat(300), server.admin);
        assertThat(refusal(answer)).isEqualTo("400 bad-request");
        assertThat(json(answer).propertyNames())
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "code", "value");
        assertThat(json(answer).path("value").asString()).hasSize(100).startsWith("a\uFFFDb\uFFFDc\uFFFDx");
    }

    @Row({"401 invalid-token", "401 invalid-enrolment-token", "401 invalid-client"})
    @Test
    void noTokenIsEverTold() {
        String secret = "s3cret-" + "x".repeat(30);
        assertThat(List.of(
                        server.get("/api/v1/jobs", secret),
                        server.post(
                                "/api/v1/enrollments",
                                "",
                                "{\"token\":\"" + secret + "\",\"publicKey\":\"k\",\"proof\":\"p\"}"),
                        device.token(server, secret)))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                    assertThat(answer.body()).doesNotContain("s3cret");
                });
    }

    @Row("403 forbidden")
    @Test
    void aWrongRoleIsNotAskedForAToken() {
        HttpResponse<String> answer = server.get("/api/v1/jobs", device.token);
        assertThat(refusal(answer)).isEqualTo("403 forbidden");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    @Row("405 method-not-allowed")
    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/jobs, admin, GET POST",
        "POST, /api/v1/jobs/j-1, admin, GET DELETE",
        "GET, /api/v1/jobs/j-1/start, admin, POST",
        "POST, /api/v1/offers, client, GET",
        "GET, /api/v1/assignments/a-1/update, client, PUT",
        "POST, /api/v1/assignments/a-1/update, client, PUT",
        "GET, /api/v1/token, admin, POST",
        "HEAD, /api/v1/offers, client, GET"
    })
    void aMethodThatIsNotTakenIsToldWhichAre(String method, String path, String role, String allowed) {
        HttpResponse<String> answer =
                server.send(method, path, role.equals("admin") ? server.admin : device.token, BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains(allowed.split(" "));
        if (!method.equals("HEAD")) {
            assertThat(refusal(answer)).isEqualTo("405 method-not-allowed");
        }
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}")
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/jobs", "/api/v1/jobs/j-1", "/api/v1/jobs/j-1/models/0", "/api/v1/clients"})
    void headAnswersAsGetWithoutTheBody(String path) {
        HttpResponse<byte[]> get = server.bytes(path, server.admin);
        HttpResponse<byte[]> head = server.send(
                server.request("HEAD", path, server.admin, BodyPublishers.noBody()), BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type"))
                .isEqualTo(get.headers().firstValue("Content-Type"));
        assertThat(head.headers().firstValue("ETag")).isEqualTo(get.headers().firstValue("ETag"));
    }

    @Row("406 not-acceptable")
    @ParameterizedTest
    @CsvSource({
        "/api/v1/jobs/j-1/models/0, application/json",
        "/api/v1/jobs/j-1/models/0/delta?since=0, text/html",
        "/api/v1/jobs/j-1/events, application/json",
        "/api/v1/clients, application/xml"
    })
    void whatIsNotAcceptedIsNotSent(String path, String accept) {
        assertThat(refusal(server.send("GET", path, server.admin, BodyPublishers.noBody(), "Accept", accept)))
                .isEqualTo("406 not-acceptable");
        assertThat(server.send("GET", "/api/v1/jobs", server.admin, BodyPublishers.noBody(), "Accept", "*/*")
                        .statusCode())
                .isEqualTo(200);
    }

    @Row("404 not-found")
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/jobs/", "/api/v1/assignments/", "/api/v1/offers?job="})
    void anIdHasSixtyFourCharactersAtMost(String path) {
        for (String id : List.of("x".repeat(64), "x".repeat(65), "x".repeat(1000), "a%20b", "a.b")) {
            String token = path.endsWith("jobs/") ? server.admin : device.token;
            server.coordinator().offers = (client, job) -> new OfferOutcome.Unknown();
            assertThat(refusal(server.get(path + id, token))).isEqualTo("404 not-found");
        }
    }

    @Row("GET /api/v1/jobs/{job}")
    @Test
    void aJobThatFailedSaysWhy() {
        JobId failed = new JobId("j-failed");
        server.coordinator()
                .jobs
                .add(new JobView(failed, Specs.spec("f"), JobState.FAILED, "not finite", 0, 0, Instant.EPOCH));
        JsonNode job = json(server.get("/api/v1/jobs/j-failed", server.admin));
        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("reason").asString()).isEqualTo("not finite");
    }

    @Row("404 not-found")
    @ParameterizedTest
    @ValueSource(strings = {"", "/decline", "/update", "/metrics", "/artefacts/counts"})
    void foreignAndUnknownAssignmentsAreTheSame404(String call) {
        String method = call.isEmpty() ? "GET" : call.equals("/decline") ? "POST" : "PUT";
        BodyPublisher body = call.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString("broken");
        HttpResponse<String> unknown = server.send(method, "/api/v1/assignments/a-2" + call, device.token, body);
        assertThat(refusal(unknown)).isEqualTo("404 not-found");
        assertThat(json(unknown).has("value")).isFalse();
    }

    private static HttpResponse<String> put(String path, String body) {
        return server.send("PUT", path, device.token, BodyPublishers.ofString(body), "Content-Type", JSON);
    }
}
