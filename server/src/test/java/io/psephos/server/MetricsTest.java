package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.protocol.json.ProtocolJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of {@code PUT /api/v1/assignments/{assignment}/metrics}. */
class MetricsTest {
    private static final String PATH = "/api/v1/assignments/a-1/metrics";

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    private final ScriptedCoordinator coordinator = server.coordinator();

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        coordinator.reports.clear();
        coordinator.refusals.clear();
        coordinator.reported = new Reported.Kept();
    }

    @Test
    void numbersByNameAreKept() {
        HttpResponse<String> answer =
                put(PATH, "{\"loss\": 0.5, \"accuracy\": 1, \"seconds\": 1e3, \"maxAbs\": [0.25, 0]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(coordinator.reports)
                .containsExactly(
                        new ClientReport(Map.of("loss", 0.5, "accuracy", 1.0, "seconds", 1000.0), List.of(0.25, 0.0)));
    }

    @Test
    void aWholeNumberMayHaveMoreThanSixtyFourBits() {
        assertThat(put(PATH, "{\"mine\": 123456789012345678901234567890, \"maxAbs\": [100000000000000000000]}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(coordinator.reports)
                .containsExactly(new ClientReport(Map.of("mine", 123456789012345678901234567890.0), List.of(1e20)));
    }

    @Row({"PUT /api/v1/assignments/{assignment}/metrics", "422 invalid-member"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"loss\": 1e999}",
                "{\"loss\": \"low\"}",
                "{\"loss\": 1%s}",
                "{\"mine\": -1%s}",
                "{\"maxAbs\": [1%s]}",
                "{\"\": 1}",
                "{\"12345678901234567890123456789012345678901\": 1}",
                "{\"maxAbs\": 1}",
                "{\"maxAbs\": []}",
                "{\"maxAbs\": [-1]}",
                "{\"maxAbs\": [1e999]}",
                "{\"maxAbs\": [null]}"
            })
    void whatIsNoFiniteNumberUnderAShortNameIsRefused(String body) {
        assertThat(refusal(put(PATH, body.replace("%s", "0".repeat(309))))).isEqualTo("422 invalid-member");
        assertThat(coordinator.reports).isEmpty();
        assertThat(coordinator.refusals).singleElement().asString().startsWith("METRICS invalid-member: ");
    }

    @Row({"PUT /api/v1/assignments/{assignment}/metrics", "422 invalid-member"})
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accuracy: 35.2        | 35.2              | must be 0 to 1, was 35.2",
                "accuracy: -0.01       | -0.01             | must be 0 to 1",
                "accuracy: 1.0000001   | 1.0000001         | must be 0 to 1",
                "accuracy: true        | true              | must be a number",
                "accuracy: 'NaN'       | NaN               | must be a number",
                "accuracy: NaN         |                   |",
                "accuracy: {mean: 1}   | {\"mean\":1}    | must be a number",
                "accuracy: [0.5]       | [0.5]             | must be a number",
                "loss: 1e400           | Infinity          | must be finite",
                "loss: -1e400          | -Infinity         | must be finite",
                "loss: 'Infinity'      | Infinity          | must be a number",
                "examples: 2.5         | 2.5               | must be a whole number from 0 to 9007199254740992",
                "examples: -1          | -1.0              | must be a whole number from 0",
                "examples: 1e300       | 1.0E300           | must be a whole number from 0",
                "f1: 1e400             | Infinity          | must be finite",
                "maxAbs: [1, -0.5]     | -0.5              | must be finite and >= 0",
                "maxAbs: [1, 'x']      | x                 | must be a number"
            })
    void aNumberThatItsNameCannotHaveIsRefusedWithItsRange(String members, String value, String range) {
        HttpResponse<String> answer = put(PATH, json(members));

        assertThat(answer.statusCode()).isBetween(400, 422);
        if (value != null) {
            String name = members.substring(0, members.indexOf(':'));
            assertThat(refusal(answer)).isEqualTo("422 invalid-member");
            assertThat(ProtocolJson.lenient()
                            .readTree(answer.body())
                            .path("value")
                            .asString())
                    .isEqualTo(value);
            assertThat(ProtocolJson.lenient()
                            .readTree(answer.body())
                            .path("detail")
                            .asString())
                    .contains(range)
                    .contains(name);
        }
        assertThat(coordinator.reports).isEmpty();
        assertThat(coordinator.refusals).singleElement().asString().startsWith("METRICS ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accuracy: 0, examples: 0, loss: -1e300",
                "accuracy: -0.0, loss: -0.0, examples: -0.0",
                "accuracy: 1, examples: 9007199254740992, loss: 1e-400",
                "accuracy: 1e0, examples: 3.0, Accuracy: 35.2, percent: 35.2",
                "accuracy: null, examples: 1e3, loss: null"
            })
    void whatItsNameCanHaveIsKept(String members) {
        HttpResponse<String> answer = put(PATH, json(members));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(coordinator.reports).hasSize(1);
    }

    @Test
    void theSameNumberIsNotToldTwice() {
        HttpResponse<String> answer = put(PATH, "{\"accuracy\": 0.5, \"accuracy\": 35.2}");

        assertThat(answer.statusCode()).isBetween(400, 422);
        assertThat(coordinator.reports).isEmpty();
    }

    @Test
    void manyNumbersAndLongNamesAreRefused() {
        assertThat(refusal(put(PATH, numbers(60_000)))).isEqualTo("422 invalid-member");
        assertThat(refusal(put(PATH, numbers(1_000_000)))).isEqualTo("413 too-large");
        assertThat(refusal(put(PATH, "{\"" + "x".repeat(900_000) + "\": 1}"))).startsWith("4");
        assertThat(coordinator.reports).isEmpty();
    }

    @Test
    void noBodyIsTakenCompressed() {
        assertThat(refusal(server.send(
                        "PUT",
                        PATH,
                        device.token,
                        BodyPublishers.ofString("{}"),
                        "Content-Type",
                        "application/json",
                        "Content-Encoding",
                        "gzip")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(coordinator.refusals)
                .containsExactly(
                        "METRICS unsupported-media-type: bodies with a Content-Encoding are not taken, was gzip");
    }

    @Test
    void atMostThirtyTwoNumbersAreTaken() {
        assertThat(put(PATH, numbers(32)).statusCode()).isEqualTo(204);
        assertThat(refusal(put(PATH, numbers(33)))).isEqualTo("422 invalid-member");
    }

    @Test
    void anotherClientsAssignmentIsUnknown() {
        assertThat(refusal(put("/api/v1/assignments/a-2/metrics", "{}"))).isEqualTo("404 not-found");
        assertThat(refusal(server.send(
                        "PUT", PATH, server.admin, BodyPublishers.ofString("{}"), "Content-Type", "application/json")))
                .isEqualTo("403 forbidden");
    }

    @Test
    void aRefusalKeepsItsCode() {
        coordinator.reported = new Reported.Refused(ProblemCode.ROUND_CLOSED, "late", "3");

        assertThat(refusal(put(PATH, "{}"))).isEqualTo("409 round-closed");
    }

    private HttpResponse<String> put(String path, String body) {
        return server.send(
                "PUT", path, device.token, BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    /** Members with the names without quotes, strings in single ones. */
    private static String json(String members) {
        return "{" + members.replace('\'', '"').replaceAll("([A-Za-z]\\w*):", "\"$1\":") + "}";
    }

    private static String numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "\"n" + n + "\": " + n)
                .collect(Collectors.joining(",", "{", "}"));
    }
}
