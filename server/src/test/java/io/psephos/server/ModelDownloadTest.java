package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.ModelDigest;
import io.psephos.protocol.model.Safetensors;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDownloadTest {
    private static final ParameterLayout LAYOUT =
            new ParameterLayout(List.of(new TensorShape("w", List.of(2, 2)), new TensorShape("b", List.of(2))));
    private static final float[] PARAMETERS = {1, -2, 3, 4.5f, -0f, 6};
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
                ScriptedCoordinator.JOB, Specs.spec("digits"), JobState.RUNNING, null, 5, 5, Instant.EPOCH));
        coordinator.models.put(5L, new StoredModel(ScriptedCoordinator.JOB, 5, LAYOUT, PARAMETERS));
        coordinator.models.put(4L, new StoredModel(ScriptedCoordinator.JOB, 4, LAYOUT, new float[6]));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void assigned() {
        server.coordinator().assigned = true;
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}")
    @Test
    void aVersionIsASafetensorsFileThatNeverChanges() throws Exception {
        HttpResponse<byte[]> answer = server.bytes(MODELS + "5", device.token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Safetensors.read(answer.body(), LAYOUT)).isEqualTo(PARAMETERS);
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("\"__metadata__\":{\"job\":\"j-1\",\"version\":\"5\"}");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/x-safetensors");
        assertThat(header(answer, "Cache-Control")).contains("immutable");
        assertThat(header(answer, "ETag")).startsWith("\"").endsWith("\"");
        assertThat(header(answer, "Content-Digest")).isEqualTo(digest(answer.body()));
        assertThat(header(answer, "Repr-Digest")).isEqualTo(digest(answer.body()));
        assertThat(server.coordinator().downloaded.get()).isPositive();
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}")
    @Test
    void theLatestSaysWhichItIs() {
        HttpResponse<byte[]> answer = server.bytes(MODELS + "latest", device.token);
        assertThat(header(answer, "Content-Location")).isEqualTo(MODELS + "5");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "ETag")).isEqualTo(header(server.bytes(MODELS + "5", device.token), "ETag"));
        HttpResponse<byte[]> unchanged =
                server.bytes(MODELS + "latest", device.token, "If-None-Match", header(answer, "ETag"));
        assertThat(unchanged.statusCode()).isEqualTo(304);
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}")
    @ParameterizedTest
    @CsvSource({"bytes=8-15, 8, 16", "bytes=-4, -4, 0", "bytes=10-, 10, 0"})
    void onePartCanBeAskedFor(String range, int from, int to) throws Exception {
        byte[] whole = server.bytes(MODELS + "5", device.token).body();
        HttpResponse<byte[]> part = server.bytes(MODELS + "5", device.token, "Range", range);
        int start = from < 0 ? whole.length + from : from;
        int end = to == 0 ? whole.length : to;
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, start, end));
        assertThat(header(part, "Content-Range")).isEqualTo("bytes " + start + "-" + (end - 1) + "/" + whole.length);
        assertThat(header(part, "Content-Digest")).isEqualTo(digest(part.body()));
        assertThat(header(part, "Repr-Digest")).isEqualTo(digest(whole));
    }

    @Test
    void aPartOfAnotherFileIsTheWholeOne() {
        HttpResponse<byte[]> answer =
                server.bytes(MODELS + "5", device.token, "Range", "bytes=0-3", "If-Range", "\"other\"");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}", "416 range-not-satisfiable"})
    @Test
    void aPartBeyondTheEndIsRefused() {
        HttpResponse<byte[]> answer = server.bytes(MODELS + "5", device.token, "Range", "bytes=100000-");
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(header(answer, "Content-Range")).startsWith("bytes */");
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"code\":\"range-not-satisfiable\"");
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}", "403 forbidden"})
    @Test
    void onlyClientsWithAnAssignmentMayHaveIt() {
        assertThat(server.bytes(MODELS + "5", server.admin).statusCode()).isEqualTo(200);
        server.coordinator().assigned = false;
        assertThat(refusal(server.get(MODELS + "5", device.token))).isEqualTo("403 forbidden");
        assertThat(refusal(server.get(MODELS + "5", ""))).isEqualTo("401 invalid-token");
        assertThat(refusal(server.get("/api/v1/jobs/j-2/models/5", device.token)))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.get("/api/v1/jobs/j-2/models/5", server.admin)))
                .isEqualTo("404 not-found");
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}", "410 gone"})
    @ParameterizedTest
    @CsvSource({
        "3, 410 gone",
        "6, 404 not-found",
        "-1, 404 not-found",
        "05, 404 not-found",
        "newest, 404 not-found",
        "99999999999999999999, 404 not-found"
    })
    void versionsThatAreNotHereSayWhy(String version, String refusal) {
        assertThat(refusal(server.get(MODELS + version, device.token))).isEqualTo(refusal);
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}/delta", "404 no-delta"})
    @Test
    void aDeltaIsNeverSmallerYetAndFromItselfItIsTheDigest() {
        assertThat(refusal(server.get(MODELS + "5/delta?since=4", device.token)))
                .isEqualTo("404 no-delta");
        HttpResponse<byte[]> itself = server.bytes(MODELS + "latest/delta?since=5", device.token);
        assertThat(itself.body()).isEqualTo(ModelDigest.of(PARAMETERS));
        assertThat(header(itself, "Content-Location")).isEqualTo(MODELS + "5/delta?since=5");
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}/delta")
    @ParameterizedTest
    @ValueSource(strings = {"5/delta", "5/delta?since=", "5/delta?since=6", "5/delta?since=-1", "5/delta?since=x"})
    void aDeltaNeedsAVersionToStartFrom(String path) {
        assertThat(refusal(server.get(MODELS + path, device.token))).isEqualTo("400 bad-request");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String digest(byte[] bytes) throws Exception {
        return "sha-256=:"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes))
                + ":";
    }
}
