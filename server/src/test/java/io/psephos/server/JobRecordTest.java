package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of the records of a job. */
class JobRecordTest extends OperatorFixture {

    @Row({
        "GET /api/v1/jobs/{job}/rounds",
        "GET /api/v1/jobs/{job}/metrics",
        "GET /api/v1/jobs/{job}/models",
        "GET /api/v1/jobs/{job}/events",
        "GET /api/v1/clients",
        "GET /api/v1/audit",
        "POST /api/v1/jobs/{job}/models/{version}/rollback"
    })
    @Test
    void theRecordHasTheMembersThatTheProtocolNames() {
        String job = create(
                "\"schedule\":{\"rounds\":1,\"cohort\":1,\"quorum\":1}," + "\"evaluation\":{\"data\":\"server\"},");
        move(job, "start");
        Device device = server.enrol();
        JsonNode offer = json(server.get("/api/v1/offers?wait=PT10S&job=" + id(job), device.token));
        put(device, offer);
        String events = server.get(job + "/events?lastEventId=0", server.admin).body();

        assertRecordOfRound(only(job + "/rounds"));
        JsonNode metrics = json(server.get(job + "/metrics", server.admin)).path("items");
        assertThat(metrics).isNotEmpty().allSatisfy(metric -> {
            assertThat(metric.propertyNames()).containsExactlyInAnyOrder("round", "version", "name", "value", "source");
            assertThat(metric.path("version").asInt()).isEqualTo(1);
            assertThat(metric.path("source").asString()).isEqualTo("server");
        });
        JsonNode models = json(server.get(job + "/models", server.admin)).path("items");
        assertThat(models).hasSize(2);
        assertThat(models.path(1).propertyNames())
                .containsExactlyInAnyOrder("version", "round", "digest", "bytes", "dense");
        assertThat(models.path(0).has("round")).isFalse();
        assertThat(models.path(1).path("bytes").asInt()).isEqualTo(650 * 4);
        assertThat(models.path(1).path("dense").asBoolean()).isFalse();
        assertThat(events.lines().filter(line -> line.startsWith("event:")))
                .containsExactly(
                        "event:job-started",
                        "event:round-opened",
                        "event:update-accepted",
                        "event:round-published",
                        "event:evaluated",
                        "event:job-finished");
        assertThat(events.lines().filter(line -> line.startsWith("id:")))
                .containsExactly("id:1", "id:2", "id:3", "id:4", "id:5", "id:6");
        assertThat(events)
                .contains("\"client\":\"" + device.id + "\"")
                .contains("\"assignment\":\"" + offer.path("assignment").asString() + "\"");
        assertListed(device);
        assertAudited(job);
        assertThat(json(server.post(job + "/models/0/rollback", server.admin, ""))
                        .path("state")
                        .asString())
                .as("rolled back although it is over")
                .isEqualTo("finished");
    }

    private static void assertRecordOfRound(JsonNode round) {
        assertThat(round.propertyNames())
                .containsExactlyInAnyOrder(
                        "round",
                        "state",
                        "version",
                        "openedAt",
                        "closedAt",
                        "assigned",
                        "accepted",
                        "counted",
                        "refused",
                        "margins",
                        "bytesUp",
                        "bytesDown");
        assertThat(round.path("state").asString()).isEqualTo("published");
        assertThat(Instant.parse(round.path("closedAt").asString()))
                .isAfterOrEqualTo(Instant.parse(round.path("openedAt").asString()));
    }

    private static void assertListed(Device device) {
        JsonNode listed = json(server.get("/api/v1/clients?limit=500", server.admin))
                .path("items")
                .valueStream()
                .filter(client -> client.path("client").asString().equals(device.id))
                .findFirst()
                .orElseThrow();
        assertThat(listed.propertyNames())
                .containsExactlyInAnyOrder("client", "group", "state", "enrolledAt", "lastSeenAt", "reputation");
    }

    private static void assertAudited(String job) {
        JsonNode audit =
                json(server.get("/api/v1/audit?limit=500", server.admin)).path("items");
        assertThat(audit)
                .allSatisfy(line -> assertThat(line.propertyNames())
                        .contains("at", "actor", "action", "detail")
                        .isSubsetOf("at", "actor", "action", "job", "client", "assignment", "detail"));
        assertThat(audit.toString()).contains("job-created").contains(id(job));
    }

    @Row("GET /api/v1/jobs/{job}/events")
    @ParameterizedTest
    @ValueSource(strings = {"job-paused", "job-resumed", "job-stopped"})
    void aStreamEndsWithTheJobsLastEventAndTheHeaderWins(String word) {
        String job = create("");
        move(job, "start");
        move(job, "pause");
        move(job, "resume");
        move(job, "stop");
        String all = events(job, "?lastEventId=0");
        assertThat(all.lines().filter(line -> line.startsWith("event:"))).contains("event:" + word);
        String last = all.lines().filter(line -> line.startsWith("id:")).reduce("", (one, next) -> next);
        String before = Long.toString(Long.parseLong(last.substring(3)) - 1);
        assertThat(events(job, "?lastEventId=0", "Last-Event-ID", before)
                        .lines()
                        .filter(line -> line.startsWith("id:")))
                .containsExactly(last);
        assertThat(events(job, "").lines().filter(line -> line.startsWith("id:")))
                .as("from now on")
                .isEmpty();
        for (String wrong : List.of("x", "-1", "1.0", "")) {
            assertThat(refusal(server.get(job + "/events?lastEventId=" + wrong, server.admin)))
                    .isEqualTo("400 bad-request");
        }
    }

    private static String events(String job, String query, String... headers) {
        HttpResponse<String> answer =
                server.send("GET", job + "/events" + query, server.admin, BodyPublishers.noBody(), headers);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return answer.body();
    }

    private static JsonNode only(String list) {
        JsonNode items = json(server.get(list, server.admin)).path("items");
        assertThat(items).hasSize(1);
        return items.path(0);
    }
}
