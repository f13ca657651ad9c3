package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Artefact;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published beside a version is downloaded as the model is; what comes beside an update is judged as it is. */
class ArtefactsTest {
    private static final String MODELS = "/api/v1/jobs/j-1/models/";
    private static final String PATH = "/api/v1/assignments/a-1/artefacts/counts";
    private static final String SAFETENSORS = "application/x-safetensors";
    private static final byte[] PEERS = Artefact.of("peers", 1, -2, 0.5f).file();

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    private final ScriptedCoordinator coordinator = server.coordinator();

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
        ScriptedCoordinator coordinator = server.coordinator();
        coordinator.jobs.add(new JobView(
                ScriptedCoordinator.JOB, Specs.spec("digits"), JobState.RUNNING, null, 5, 5, Instant.EPOCH));
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(2))));
        coordinator.models.put(5L, new StoredModel(ScriptedCoordinator.JOB, 5, layout, new float[2]));
        coordinator.models.put(4L, new StoredModel(ScriptedCoordinator.JOB, 4, layout, new float[2]));
        coordinator.artefacts.put("5/peers", PEERS);
        coordinator.artefacts.put("4/peers", Artefact.of("peers", 7).file());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        coordinator.assigned = true;
        coordinator.downloaded.set(0);
        coordinator.sent.clear();
        coordinator.refusals.clear();
        coordinator.reported = new Reported.Kept();
    }

    // ---- down ----

    @Row("GET /api/v1/jobs/{job}/models/{version}/artefacts/{name}")
    @Test
    void anArtefactHasTheHeadersOfAModel() {
        HttpResponse<byte[]> answer = server.bytes(MODELS + "5/artefacts/peers", device.token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(PEERS);
        assertThat(header(answer, "Content-Type")).isEqualTo(SAFETENSORS);
        assertThat(header(answer, "Cache-Control")).contains("immutable");
        assertThat(header(answer, "Content-Digest")).startsWith("sha-256=:").isEqualTo(header(answer, "Repr-Digest"));
        assertThat(coordinator.downloaded).hasValue(PEERS.length);
        String tag = header(answer, "ETag");

        HttpResponse<byte[]> known = server.bytes(MODELS + "5/artefacts/peers", device.token, "If-None-Match", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        HttpResponse<byte[]> part =
                server.bytes(MODELS + "5/artefacts/peers", device.token, "Range", "bytes=8-15", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(PEERS, 8, 16));
        assertThat(header(part, "Repr-Digest")).isEqualTo(header(answer, "Repr-Digest"));
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}/artefacts/{name}")
    @Test
    void theLatestSaysWhichItIsAndNoVersionIsTakenForAnother() {
        HttpResponse<byte[]> latest = server.bytes(MODELS + "latest/artefacts/peers", server.admin);
        assertThat(latest.body()).isEqualTo(PEERS);
        assertThat(header(latest, "Content-Location")).isEqualTo(MODELS + "5/artefacts/peers");
        assertThat(header(latest, "Cache-Control")).isEqualTo("no-cache");
        assertThat(server.bytes(MODELS + "4/artefacts/peers", server.admin).body())
                .isEqualTo(coordinator.artefacts.get("4/peers"));
        assertThat(server.bytes(MODELS + "5", server.admin).body()).isNotEqualTo(PEERS);
        assertThat(server.bytes(MODELS + "5/artefacts/peers", server.admin).body())
                .isEqualTo(PEERS);
        assertThat(coordinator.downloaded).as("by clients").hasValue(0);
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}/artefacts/{name}", "404 not-found", "410 gone"})
    @ParameterizedTest
    @CsvSource({
        "5/artefacts/none, 404 not-found",
        "5/artefacts/Peers, 404 not-found",
        "5/artefacts/%00, 404 not-found",
        "6/artefacts/peers, 404 not-found",
        "05/artefacts/peers, 404 not-found",
        "newest/artefacts/peers, 404 not-found",
        "3/artefacts/peers, 410 gone"
    })
    void whatIsNotThereSaysWhy(String path, String refusal) {
        assertThat(refusal(server.get(MODELS + path, device.token))).isEqualTo(refusal);
        assertThat(refusal(server.get(MODELS + path, server.admin))).isEqualTo(refusal);
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}/artefacts/{name}", "403 forbidden"})
    @Test
    void onlyThoseWhoHadAnAssignmentMayHaveIt() {
        coordinator.assigned = false;
        assertThat(refusal(server.get(MODELS + "5/artefacts/peers", device.token)))
                .isEqualTo("403 forbidden");
        assertThat(refusal(server.get("/api/v1/jobs/j-2/models/5/artefacts/peers", device.token)))
                .isEqualTo("404 not-found");
    }

    // ---- up ----

    @Row("PUT /api/v1/assignments/{assignment}/artefacts/{name}")
    @Test
    void whatIsSentReachesTheCoordinatorAsItIs() {
        assertThat(put(PATH, PEERS).statusCode()).isEqualTo(204);
        assertThat(coordinator.sent).containsOnlyKeys("counts");
        assertThat(coordinator.sent.get("counts")).isEqualTo(PEERS);
        assertThat(coordinator.refusals).isEmpty();
    }

    @Row({"PUT /api/v1/assignments/{assignment}/artefacts/{name}", "413 too-large"})
    @Test
    void aMebibyteIsTakenAndNoByteMore() {
        assertThat(put(PATH, new byte[1 << 20]).statusCode()).isEqualTo(204);
        coordinator.sent.clear();
        assertThat(refusal(put(PATH, new byte[(1 << 20) + 1]))).isEqualTo("413 too-large");
        assertThat(coordinator.sent).isEmpty();
        assertThat(coordinator.refusals)
                .containsExactly("ARTEFACT too-large: the largest artefact has 1048576 bytes, was 1048577");
    }

    @Row({"PUT /api/v1/assignments/{assignment}/artefacts/{name}", "415 unsupported-media-type"})
    @Test
    void whatIsRefusedBeforeTheCoordinatorIsNoted() {
        assertThat(refusal(server.send(
                        "PUT",
                        PATH,
                        device.token,
                        BodyPublishers.ofByteArray(PEERS),
                        "Content-Type",
                        "application/json")))
                .isEqualTo("415 unsupported-media-type");
        assertThat(coordinator.refusals)
                .containsExactly("ARTEFACT unsupported-media-type: the body must be application/x-safetensors,"
                        + " was application/json");
        assertThat(coordinator.sent).isEmpty();
    }

    @Row("PUT /api/v1/assignments/{assignment}/artefacts/{name}")
    @Test
    void whoseAssignmentItIsNotHearsThatThereIsNone() {
        assertThat(refusal(put("/api/v1/assignments/a-2/artefacts/counts", PEERS)))
                .isEqualTo("404 not-found");
        assertThat(refusal(server.send(
                        "PUT", PATH, server.admin, BodyPublishers.ofByteArray(PEERS), "Content-Type", SAFETENSORS)))
                .isEqualTo("403 forbidden");
        assertThat(coordinator.refusals).isEmpty();
        assertThat(coordinator.sent).isEmpty();
    }

    @Row({
        "PUT /api/v1/assignments/{assignment}/artefacts/{name}",
        "409 round-closed",
        "409 wrong-state",
        "422 wrong-layout",
        "422 invalid-model",
        "422 not-finite"
    })
    @ParameterizedTest
    @EnumSource(
            value = ProblemCode.class,
            names = {"ROUND_CLOSED", "WRONG_STATE", "NOT_FOUND", "WRONG_LAYOUT", "INVALID_MODEL", "NOT_FINITE"})
    void theCoordinatorsRefusalKeepsItsCode(ProblemCode code) {
        coordinator.reported = new Reported.Refused(code, "no", "x");

        assertThat(refusal(put(PATH, PEERS))).isEqualTo(code.status() + " " + code.word());
        assertThat(coordinator.refusals).as("noted by the coordinator itself").isEmpty();
    }

    private static HttpResponse<String> put(String path, byte[] body) {
        return server.send("PUT", path, device.token, BodyPublishers.ofByteArray(body), "Content-Type", SAFETENSORS);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
