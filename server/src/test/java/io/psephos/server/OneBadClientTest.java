package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.config.FoundationConfiguration;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * One bad client of ten never stops or bends a round: whatever it does, it is told so, the audit has it, and the model is
 * the one that comes of the others alone. Where the client sends a true update first, that one counts, so that the run
 * to compare with has it, too, and nothing else of the bad client.
 */
class OneBadClientTest {
    private static final int HONEST = 9;
    private static final int ROUNDS = 3;
    private static final int TIMES = 3;
    /** Ten seats; nine updates close a round at once, so that no deadline is ever waited for. */
    private static final String JOB = """
            {"name": "ten", "model": {"net": "softmax", "layers": [7, 3], "seed": 7},
             "schedule": {"rounds": 3, "cohort": 9, "quorum": 9, "overSelect": 1.1, "deadline": "PT60S"},
             "codec": {"scheme": "%s"}, "aggregation": {"weights": "examples"}, "optimizer": {"learningRate": 0.5},
             "evaluation": {"data": "clients"}}""";

    @TempDir
    static Path data;

    private static final Map<String, String> DIGESTS = new HashMap<>();
    private static final List<Device> HONEST_CLIENTS = new ArrayList<>();
    static TestServer server;
    static Device bad;

    private final List<String> answers = new ArrayList<>();
    private final List<String> seats = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.limits.stall", "200ms"),
                FoundationConfiguration.class);
        Stream.generate(server::enrol).limit(HONEST).forEach(HONEST_CLIENTS::add);
        bad = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<BadDeed> deeds() {
        return BadDeed.all();
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void isToldIsAuditedAndChangesNothing(BadDeed deed) {
        BadDeed innocent = deed.innocent();
        String expected = DIGESTS.computeIfAbsent(innocent.toString(), name -> digest(innocent));
        answers.clear();
        seats.clear();

        assertThat(digest(deed)).isEqualTo(expected);

        assertThat(answers).hasSize(ROUNDS * TIMES).containsOnly(deed.answer());
        for (String seat : seats) {
            assertThat(lines(seat)).as("lines of the audit").hasSize(TIMES).allSatisfy(line -> {
                assertThat(line.path("actor").asString()).isEqualTo(bad.id);
                assertThat(line.path("client").asString()).isEqualTo(bad.id);
                assertThat(line.path("action").asString())
                        .isIn("update-malformed", "update-refused", "metrics-refused");
                assertThat(line.path("detail").asString()).startsWith(deed.code() + ": ");
            });
        }
    }

    /** Were what it does in the matrix to count, the digests would tell: they do where a tenth update counts. */
    @Test
    void aTrueUpdateOfTheTenthShows() {
        String without = digest(BadDeed.declining("float32"));
        String with = digest(BadDeed.sending("float32"));

        assertThat(with).isNotEqualTo(without);
        assertThat(digest(BadDeed.sending("float32"))).isEqualTo(with);
    }

    /** The digest of the model that three rounds with the client lead to. */
    private String digest(BadDeed deed) {
        String job = json(server.post("/api/v1/jobs", server.admin, JOB.formatted(deed.codec())))
                .path("job")
                .asString();
        server.post("/api/v1/jobs/" + job + "/start", server.admin, "");
        for (int round = 0; round < ROUNDS; round++) {
            playRound(deed, job);
        }
        assertThat(server.get("/api/v1/jobs/" + job + "/events?lastEventId=0", server.admin)
                        .body())
                .as("all events, once the job has ended")
                .contains("event:job-finished");
        List<JsonNode> rounds = items("/api/v1/jobs/" + job + "/rounds");
        assertThat(rounds).hasSize(ROUNDS).allSatisfy(round -> {
            assertThat(round.path("state").asString()).isEqualTo("published");
            assertThat(round.path("counted").asInt()).isEqualTo(HONEST);
        });
        assertThat(items("/api/v1/jobs/" + job + "/metrics")).isEmpty();
        List<String> digests = items("/api/v1/jobs/" + job + "/models").stream()
                .map(model -> model.path("digest").asString())
                .toList();
        assertThat(digests).hasSize(ROUNDS + 1).doesNotHaveDuplicates();
        return digests.getLast();
    }

    private void playRound(BadDeed deed, String job) {
        HeldSeat seat = HeldSeat.take(server, bad, job);
        List<HeldSeat> others = HONEST_CLIENTS.stream()
                .map(device -> HeldSeat.take(server, device, job))
                .toList();
        seats.add(seat.offer().assignment().value());
        int counted = deed.before().apply(seat).equals("202") ? 1 : 0;
        if (!deed.isLate()) {
            misbehave(deed, seat);
        }
        for (int other = 0; other < HONEST; other++) {
            assertThat(others.get(other).put(others.get(other).update(other)))
                    .isEqualTo(other + counted < HONEST ? "202" : "409 round-closed");
        }
        if (deed.isLate()) {
            misbehave(deed, seat);
        }
    }

    private void misbehave(BadDeed deed, HeldSeat seat) {
        for (int time = 0; time < TIMES && !deed.isInnocent(); time++) {
            answers.add(deed.deed().apply(seat));
        }
    }

    private static List<JsonNode> lines(String assignment) {
        return items("/api/v1/audit").stream()
                .filter(line -> line.path("assignment").asString("").equals(assignment))
                .toList();
    }

    private static List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "0";
        do {
            HttpResponse<String> page = server.get(path + "?limit=500&cursor=" + cursor, server.admin);
            JsonNode read = ProtocolJson.lenient().readTree(page.body());
            read.path("items").forEach(items::add);
            cursor = read.path("next").asString("");
        } while (!cursor.isEmpty());
        return items;
    }
}
