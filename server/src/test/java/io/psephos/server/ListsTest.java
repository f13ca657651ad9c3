package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of the pages of every list. */
class ListsTest {
    private static final int MANY = 53;

    @TempDir
    static Path data;

    static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        for (int i = 1; i <= MANY; i++) {
            server.coordinator()
                    .jobs
                    .add(new JobView(
                            new JobId("j-" + i), Specs.spec("some"), JobState.CREATED, null, 0, 0, Instant.EPOCH));
            server.journal().metrics.add(new StoredMetric(i, i, "accuracy", 0.5, "server"));
            server.enrol();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Row({
        "GET /api/v1/enrollment-tokens",
        "GET /api/v1/jobs",
        "GET /api/v1/jobs/{job}/rounds",
        "GET /api/v1/jobs/{job}/clients",
        "GET /api/v1/jobs/{job}/metrics",
        "GET /api/v1/jobs/{job}/models",
        "GET /api/v1/clients",
        "GET /api/v1/audit",
        "400 bad-request"
    })
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/enrollment-tokens",
                "/api/v1/jobs",
                "/api/v1/jobs/j-1/rounds",
                "/api/v1/jobs/j-1/clients",
                "/api/v1/jobs/j-1/metrics",
                "/api/v1/jobs/j-1/models",
                "/api/v1/clients",
                "/api/v1/audit"
            })
    void aPageHasOneToFiveHundredItems(String list) {
        for (String wrong : List.of("limit=0", "limit=501", "limit=-1", "limit=x", "limit=", "limit=1.0", "cursor=x")) {
            assertThat(refusal(server.get(list + "?" + wrong, server.admin)))
                    .as(wrong)
                    .isEqualTo("400 bad-request");
        }
        for (String right : List.of("", "?limit=1", "?limit=500")) {
            JsonNode page = json(server.get(list + right, server.admin));
            assertThat(page.path("items").isArray()).isTrue();
        }
    }

    @Row({"GET /api/v1/enrollment-tokens", "GET /api/v1/jobs", "GET /api/v1/jobs/{job}/metrics", "GET /api/v1/clients"})
    @ParameterizedTest
    @CsvSource({
        "/api/v1/enrollment-tokens, id",
        "/api/v1/jobs, job",
        "/api/v1/jobs/j-1/metrics, round",
        "/api/v1/clients, client"
    })
    void pagesFollowEachOtherFiftyAtATimeUnlessSaidOtherwise(String list, String key) {
        JsonNode first = json(server.get(list, server.admin));
        assertThat(first.path("items")).hasSize(50);
        assertThat(first.propertyNames()).containsExactlyInAnyOrder("items", "next");
        JsonNode second = json(server.get(list + "?cursor=" + first.path("next").asString(), server.admin));
        assertThat(second.path("items").size()).isGreaterThanOrEqualTo(MANY - 50);
        assertThat(second.propertyNames()).containsExactly("items");
        List<String> whole = keys(json(server.get(list + "?limit=500", server.admin)), key);
        List<String> pages = new ArrayList<>(keys(first, key));
        pages.addAll(keys(second, key));
        assertThat(pages).isEqualTo(whole).doesNotHaveDuplicates();
    }

    @Row({"GET /api/v1/enrollment-tokens", "GET /api/v1/clients"})
    @Test
    void theOldestComesFirst() {
        String newest = json(server.post("/api/v1/enrollment-tokens", server.admin, "{\"expiresIn\":\"P2D\"}"))
                .path("id")
                .asString();
        List<String> tokens = keys(json(server.get("/api/v1/enrollment-tokens?limit=500", server.admin)), "id");
        assertThat(tokens.getLast()).isEqualTo(newest);
        server.send(
                "DELETE",
                "/api/v1/enrollment-tokens/" + newest,
                server.admin,
                java.net.http.HttpRequest.BodyPublishers.noBody());
        List<String> enrolled = keys(json(server.get("/api/v1/clients?limit=500", server.admin)), "enrolledAt");
        assertThat(enrolled.stream().map(Instant::parse)).isSorted();
    }

    private static List<String> keys(JsonNode page, String key) {
        List<String> keys = new ArrayList<>();
        page.path("items").forEach(item -> keys.add(item.path(key).asString()));
        return keys;
    }
}
