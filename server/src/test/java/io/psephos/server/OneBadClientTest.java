package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.server.config.FoundationConfiguration;
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
    private static final int ROUNDS = 3;
    private static final int TIMES = 3;
    /** Ten slots; nine updates close a round at once, so that no deadline is ever waited for. */
    private static final String JOB = """
            {"name": "ten", "model": {"net": "softmax", "layers": [7, 3], "seed": 7},
             "schedule": {"rounds": 3, "cohort": 9, "quorum": 9, "overSelect": 1.1, "deadline": "PT60S"},
             "codec": {"scheme": "%s"}, "aggregation": {"weights": "examples"}, "optimizer": {"learningRate": 0.5},
             "evaluation": {"data": "clients"}}""";

    @TempDir
    static Path data;

    private static final Map<String, String> DIGESTS = new HashMap<>();
    static TestServer server;
    static TenClients ten;

    private final List<String> answers = new ArrayList<>();
    private final List<String> assignments = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.limits.stall", "200ms"),
                FoundationConfiguration.class);
        ten = new TenClients(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Misbehaviour> deeds() {
        return Misbehaviour.all();
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void isToldIsAuditedAndChangesNothing(Misbehaviour deed) {
        Misbehaviour innocent = deed.innocent();
        String expected = DIGESTS.computeIfAbsent(innocent.toString(), name -> digest(innocent));
        answers.clear();
        assignments.clear();

        assertThat(digest(deed)).isEqualTo(expected);

        assertThat(answers).hasSize(ROUNDS * TIMES).containsOnly(deed.answer());
        for (String held : assignments) {
            assertThat(lines(held)).as("lines of the audit").hasSize(TIMES).allSatisfy(line -> {
                assertThat(line.path("actor").asString()).isEqualTo(ten.bad.id);
                assertThat(line.path("client").asString()).isEqualTo(ten.bad.id);
                assertThat(line.path("action").asString())
                        .isIn("update-malformed", "update-refused", "metrics-refused");
                assertThat(line.path("detail").asString()).startsWith(deed.code() + ": ");
            });
        }
    }

    /** Were what it does in the matrix to count, the digests would tell: they do where a tenth update counts. */
    @Test
    void aTrueUpdateOfTheTenthShows() {
        String without = digest(Misbehaviour.declining("float32"));
        String with = digest(Misbehaviour.sending("float32"));

        assertThat(with).isNotEqualTo(without);
        assertThat(digest(Misbehaviour.sending("float32"))).isEqualTo(with);
    }

    /** The digest of the model that three rounds with the client lead to. */
    private String digest(Misbehaviour deed) {
        String job = ten.start(JOB.formatted(deed.codec()));
        for (int round = 0; round < ROUNDS; round++) {
            playRound(deed, job);
        }
        String digest = ten.digest(job, ROUNDS, TenClients.HONEST);
        assertThat(server.items("/api/v1/jobs/" + job + "/metrics")).isEmpty();
        return digest;
    }

    private void playRound(Misbehaviour deed, String job) {
        HeldAssignment held = ten.badAssignment(job);
        List<HeldAssignment> others = ten.honestAssignments(job);
        assignments.add(held.offer().assignment().value());
        int counted = deed.before().apply(held).equals("202") ? 1 : 0;
        if (!deed.isLate()) {
            misbehave(deed, held);
        }
        for (int other = 0; other < TenClients.HONEST; other++) {
            assertThat(others.get(other).put(others.get(other).update(other)))
                    .isEqualTo(other + counted < TenClients.HONEST ? "202" : "409 round-closed");
        }
        if (deed.isLate()) {
            misbehave(deed, held);
        }
    }

    private void misbehave(Misbehaviour deed, HeldAssignment held) {
        for (int time = 0; time < TIMES && !deed.isInnocent(); time++) {
            answers.add(deed.deed().apply(held));
        }
    }

    private static List<JsonNode> lines(String assignment) {
        return server.items("/api/v1/audit").stream()
                .filter(line -> line.path("assignment").asString("").equals(assignment))
                .toList();
    }
}
