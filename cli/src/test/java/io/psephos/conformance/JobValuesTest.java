package io.psephos.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Tests that a server accepts every implemented value of the protocol's job keys and refuses the others by their path.
 */
class JobValuesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Job files in which a value stands, by its key; the rest is what the value needs beside it. */
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("model.net", "model: {net: %s, layers: [64, 10]}"),
            Map.entry("participants.selector", "participants: {roster: [a, b], selector: %s}"),
            Map.entry("schedule.mode", "schedule: {mode: %s}"),
            Map.entry("training.regularizers", "training: {regularizers: [%s]}"),
            Map.entry("codec.scheme", "codec: {scheme: %s}"),
            Map.entry("codec.b", "codec: {b: {%s: {}}}"),
            Map.entry("aggregation.rule", "aggregation: {rule: %s}"),
            Map.entry("ties", "aggregation: {ties: %s}"),
            Map.entry("weights", "aggregation: {weights: %s}"),
            Map.entry("dampening", "aggregation: {dampening: %s}"),
            Map.entry("optimizer.kind", "optimizer: {kind: %s, learningRate: 0.01}"),
            Map.entry("decay", "optimizer: {decay: {%s: 0.1}, learningRate: 0.01}"),
            Map.entry("filters", "robustness: {filters: [%s]}"),
            Map.entry("preAggregation", "robustness: {preAggregation: %s}"),
            Map.entry("privacy.mechanism", "privacy: {mechanism: %s}"),
            Map.entry("attack.kind", "simulation: {attack: {kind: %s}}"),
            Map.entry("holds", "simulation: {attack: {holds: %s}}"),
            Map.entry("evaluation.data", "evaluation: {data: %s}"));

    @TempDir
    static Path data;

    static PsephosServer server;
    static String admin;

    @BeforeAll
    static void start() throws IOException {
        server = PsephosServer.start(ServerOptions.defaults().data(data).port(0).set("psephos.durability", "memory"));
        admin = Files.readString(server.adminTokenFile()).strip();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Row({"POST /api/v1/jobs", "422 invalid-job"})
    @ParameterizedTest
    @MethodSource("values")
    void aValueIsTakenWhereItStandsAndRefusedWhereItComesLater(String key, String value, boolean stands)
            throws Exception {
        HttpResponse<String> answer = create(file(key, value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(stands ? 201 : 422);
        JsonNode told = ProtocolJson.lenient().readTree(answer.body());
        if (stands) {
            assertThat(told.path("state").asString()).isEqualTo("created");
        } else {
            assertThat(told.path("code").asString()).isEqualTo("invalid-job");
            String name = key.substring(key.indexOf('.') + 1);
            assertThat(told.path("violations")
                            .valueStream()
                            .map(violation -> violation.path("path").asString()))
                    .anySatisfy(path -> assertThat(path).contains(name));
        }
    }

    @Row("422 invalid-job")
    @Test
    void whatNobodyHoldsIsToldWithAllElse() throws Exception {
        HttpResponse<String> answer =
                create("model: {net: cnn}\nsurprise: 1\nschedule: {rounds: 0}\noptimizer: {learningRate: 1}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(ProtocolJson.lenient()
                        .readTree(answer.body())
                        .path("violations")
                        .valueStream()
                        .map(violation -> violation.path("path").asString()))
                .containsExactlyInAnyOrder("surprise", "schedule.rounds", "model.net");
    }

    static Stream<Arguments> values() throws IOException {
        return ProtocolTables.rows(Files.readString(Path.of("..", "docs", "protocol.md"))).entrySet().stream()
                .filter(row -> FILES.containsKey(key(row.getKey())))
                .map(row -> Arguments.of(
                        key(row.getKey()), row.getKey().substring(row.getKey().indexOf(' ') + 1), row.getValue()));
    }

    private static String key(String row) {
        return row.substring(0, row.indexOf(' '));
    }

    private static String file(String key, String value) {
        String line = switch (key + " " + value) {
            case "model.net mlp" -> "model: {net: mlp, layers: [64, 8, 10]}";
            case "codec.scheme diana" -> "participants: {roster: [a, b]}\ncodec: {scheme: diana}";
            case "filters kardam", "filters lipschitz", "filters frequency" ->
                "participants: {roster: [a, b, c, d]}\nschedule: {mode: asynchronous}\ncodec: {scheme: float32}\n"
                        + "robustness: {byzantine: 1, filters: [" + value + "]}";
            case "filters norm-bound", "filters adaptive-norm" ->
                "codec: {scheme: float32}\nrobustness: {filters: [" + value + "]}";
            case "decay steps" -> "optimizer: {decay: {steps: [50], factor: 0.5}, learningRate: 0.01}";
            case "codec.b constant" -> "codec: {b: {constant: 0.5}}";
            case "aggregation.rule weighted-mean" -> "codec: {scheme: float32}\naggregation: {rule: weighted-mean}";
            default -> needsFloats(key, value) + FILES.get(key).formatted(value);
        };
        return line.contains("learningRate") ? line : line + "\noptimizer: {learningRate: 0.01}";
    }

    /** Rules that go by distances take no votes, and votes cannot be mixed. */
    private static String needsFloats(String key, String value) {
        boolean isVote = value.endsWith("-vote") || value.equals("vote-mean");
        return key.equals("aggregation.rule") && !isVote || key.equals("preAggregation") && !value.equals("none")
                ? "codec: {scheme: float32}\n"
                : "";
    }

    private static HttpResponse<String> create(String yaml) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/jobs"))
                        .header("Authorization", "Bearer " + admin)
                        .header("Content-Type", "application/yaml")
                        .POST(BodyPublishers.ofString(yaml))
                        .build(),
                BodyHandlers.ofString());
    }
}
