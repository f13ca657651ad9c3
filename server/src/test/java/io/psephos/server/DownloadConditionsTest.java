package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.json.ProtocolJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of headers and ranges of downloads. */
@Row("GET /api/v1/jobs/{job}/models/{version}")
class DownloadConditionsTest {
    private static final String MODELS = "/api/v1/jobs/j-1/models/";

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
        ScriptedCoordinator coordinator = server.coordinator();
        coordinator.jobs.add(new JobView(
                ScriptedCoordinator.JOB, Specs.spec("digits"), JobState.RUNNING, null, 7, 7, Instant.EPOCH));
        ParameterLayout layout =
                new ParameterLayout(List.of(new TensorShape("z", List.of(2, 2)), new TensorShape("a", List.of(1))));
        coordinator.models.put(7L, new StoredModel(ScriptedCoordinator.JOB, 7, layout, new float[] {1, 2, 3, 4, 5}));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theFileIsSafetensorsInLayoutOrder() {
        byte[] file = server.bytes(MODELS + "7", device.token).body();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(bytes.getLong(0));
        JsonNode header = ProtocolJson.strict().readTree(new String(file, 8, length, StandardCharsets.UTF_8));
        assertThat(header.path("__metadata__").toString()).isEqualTo("{\"job\":\"j-1\",\"version\":\"7\"}");
        assertThat(header.path("z"))
                .isEqualTo(
                        ProtocolJson.strict().readTree("{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}"));
        assertThat(header.path("a"))
                .isEqualTo(
                        ProtocolJson.strict().readTree("{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]}"));
        for (int i = 0; i < 5; i++) {
            assertThat(bytes.getFloat(8 + length + 4 * i)).isEqualTo(i + 1f);
        }
        assertThat(file).hasSize(8 + length + 20);
    }

    @Test
    void aRangeUnderItsOwnTagIsAPart() {
        String tag = tag();
        assertThat(tag).matches("\"[^\"]+\"");
        HttpResponse<byte[]> part = server.bytes(MODELS + "7", device.token, "Range", "bytes=0-0", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).hasSize(1);
        assertThat(part.headers().firstValue("ETag")).contains(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"other\"", "Sun, 22 Nov 2026 12:00:00 GMT", "W/"})
    void aRangeUnderAnotherConditionIsTheWhole(String condition) {
        String given = condition.equals("W/") ? "W/" + tag() : condition;
        HttpResponse<byte[]> whole = server.bytes(MODELS + "7", device.token, "Range", "bytes=0-0", "If-Range", given);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("Content-Range")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "lines=0-1", "bytes=5-4", "bytes=x"})
    void severalRangesAndNoneAreTheWhole(String range) {
        assertThat(server.bytes(MODELS + "7", device.token, "Range", range).statusCode())
                .isEqualTo(200);
    }

    @Row("416 range-not-satisfiable")
    @ParameterizedTest
    @ValueSource(strings = {"bytes=100000-", "bytes=99999-99999", "bytes=-0"})
    void aRangeBeyondTheEndIsNone(String range) {
        HttpResponse<byte[]> answer = server.bytes(MODELS + "7", device.token, "Range", range);
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("Content-Range").orElse("")).matches("bytes \\*/[0-9]+");
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        HttpResponse<byte[]> answer = server.bytes(MODELS + "7", device.token, "If-None-Match", "\"x\", " + tag());
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).contains(tag());
        assertThat(server.bytes(MODELS + "7", device.token, "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Row("400 bad-request")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "If-None-Match | ",
                "If-None-Match | W/\"x",
                "If-None-Match | W/",
                "If-None-Match | \"a\" \"b\"",
                "If-None-Match | \"a\", b",
                "If-Match      | \"x",
                "Accept        | %s"
            })
    void aConditionThatCannotBeReadIsNamed(String header, String value) {
        String types = IntStream.range(0, 51).mapToObj(i -> "text/t" + i).collect(Collectors.joining(","));
        String given = value == null ? "\"" : value.replace("%s", types);
        for (String path : List.of(MODELS + "7", "/api/v1/jobs", "/.well-known/oauth-authorization-server")) {
            HttpResponse<String> answer =
                    server.send("GET", path, server.admin, BodyPublishers.noBody(), header, given);
            assertThat(refusal(answer)).as(path).isEqualTo("400 bad-request");
            JsonNode problem = TestServer.json(answer);
            assertThat(problem.path("detail").asString()).contains(header);
            assertThat(given).startsWith(problem.path("value").asString());
        }
    }

    /** The empty tag is one, if nobody's here. */
    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "W/\"\"", "\"\", \"x\"", "*", "W/\"a,b\" , \"c\""})
    void aConditionThatCanBeReadIsTaken(String tags) {
        HttpResponse<String> answer =
                server.send("GET", MODELS + "7", device.token, BodyPublishers.noBody(), "If-None-Match", tags);
        assertThat(answer.statusCode()).isEqualTo(tags.equals("*") ? 304 : 200);
    }

    @Row("400 bad-request")
    @Test
    void aStrangersHundredTypesAreNoFaultOfTheServer() {
        String types = IntStream.range(0, 100).mapToObj(i -> "a/b" + i).collect(Collectors.joining(","));
        assertThat(refusal(server.send("GET", MODELS + "7", "", BodyPublishers.noBody(), "Accept", types)))
                .isEqualTo("400 bad-request");
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}/delta", "400 bad-request", "410 gone"})
    @ParameterizedTest
    @CsvSource({
        "latest/delta?since=8, 400 bad-request",
        "7/delta?since=8, 400 bad-request",
        "7/delta?since=-1, 400 bad-request",
        "7/delta?since=99999999999999999999, 400 bad-request",
        "7/delta, 400 bad-request",
        "8/delta?since=0, 404 not-found",
        "newest/delta?since=0, 404 not-found",
        "7/delta?since=6, 404 no-delta",
        "3, 410 gone",
        "8, 404 not-found"
    })
    void whatIsNotThereSaysWhy(String path, String refusal) {
        assertThat(refusal(server.get(MODELS + path, device.token))).isEqualTo(refusal);
        assertThat(refusal(server.get(MODELS + path, server.admin))).isEqualTo(refusal);
    }

    private static String tag() {
        return server.bytes(MODELS + "7", device.token)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }
}
