package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Six malformed messages by six rules: ten clients over REST, one of them bad, and the model is the one that the nine
 * others make alone, with a line in the audit. An unknown metric key makes no update unsound: it is kept, and the update
 * that came with it counts.
 */
class MalformedMatrixTest {
    private static final List<String> RULES =
            List.of("weighted-mean", "coordinate-median", "trimmed-mean", "krum", "multi-krum", "bulyan");
    private static final List<String> DEEDS = List.of(
            "NaN",
            "blocks that are no tensors",
            "a coordinate too few",
            "examples without end",
            "fewer than no examples");
    private static final int ROUNDS = 2;
    /** What examples are worth is said where they count: a robust rule refuses to hear of them. */
    private static final String JOB = """
            {"name": "ten", "model": {"net": "softmax", "layers": [7, 3], "seed": 7},
             "schedule": {"rounds": 2, "cohort": %d, "quorum": %d, "overSelect": 1.2, "deadline": "PT60S"},
             "codec": {"scheme": "%s"}, "aggregation": {"rule": "%s", "weights": "%s"},
             "robustness": {"byzantine": 1}, "optimizer": {"learningRate": 0.5}, "evaluation": {"data": "clients"}}""";

    @TempDir
    static Path data;

    private static final Map<String, String> ALONE = new TreeMap<>();
    static TestServer server;
    static TenClients ten;

    /** Who plays, and what the tenth does with its assignment; nobody is there without a deed. */
    private record Cast(String codec, String rule, int cohort, List<Misbehaviour> deed) {}

    @BeforeAll
    static void start() {
        server = TestServer.inMemory(data);
        ten = new TenClients(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> cells() {
        return RULES.stream()
                .flatMap(rule -> Misbehaviour.all()
                        .filter(deed -> DEEDS.contains(deed.name()))
                        .map(deed -> Arguments.of(rule, deed)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theModelIsThatOfTheNineAlone(String rule, Misbehaviour deed) {
        String alone = ALONE.computeIfAbsent(
                rule + " " + deed.codec(), key -> play(new Cast(deed.codec(), rule, TenClients.HONEST, List.of())));
        int before = auditOf(ten.bad).size();

        assertThat(play(new Cast(deed.codec(), rule, TenClients.HONEST, List.of(deed))))
                .isEqualTo(alone);

        List<JsonNode> lines = auditOf(ten.bad);
        assertThat(lines.size() - before).isEqualTo(ROUNDS);
        assertThat(lines.getLast().path("detail").asString()).startsWith(deed.code() + ": ");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anUnknownMetricKeyIsKeptAndItsUpdateCounts(String rule) {
        Misbehaviour sending = Misbehaviour.sending("float32");
        Misbehaviour telling = new Misbehaviour(
                "unknown metric key",
                "float32",
                "",
                sending.before(),
                false,
                held -> held.metrics("{\"surprise\": 0.25}"));
        String told = play(new Cast("float32", rule, TenClients.HONEST + 1, List.of(telling)));
        List<String> names = metricNames();

        assertThat(names).containsOnly("surprise");
        assertThat(told).isEqualTo(play(new Cast("float32", rule, TenClients.HONEST + 1, List.of(sending))));
        assertThat(metricNames()).isEmpty();
    }

    static Stream<String> rules() {
        return RULES.stream();
    }

    private String job = "";

    /** The digest of the last version. */
    private String play(Cast cast) {
        String weights = cast.rule().equals("weighted-mean") ? "examples" : "uniform";
        String file = JOB.formatted(cast.cohort(), cast.cohort(), cast.codec(), cast.rule(), weights);
        job = ten.start(file);
        for (int round = 0; round < ROUNDS; round++) {
            playRound(cast);
        }
        return ten.digest(job, ROUNDS, cast.cohort());
    }

    private void playRound(Cast cast) {
        List<HeldAssignment> assignments = ten.honestAssignments(job);
        for (Misbehaviour deed : cast.deed()) {
            HeldAssignment held = ten.badAssignment(job);
            String before = deed.before().apply(held);
            String answer = deed.deed().apply(held);
            if (deed.isInnocent()) {
                assertThat(before).isEqualTo("202");
                assertThat(answer).matches("|2..");
            } else {
                assertThat(answer).isEqualTo(deed.answer());
            }
        }
        for (int other = 0; other < TenClients.HONEST; other++) {
            assertThat(assignments.get(other).put(assignments.get(other).update(other)))
                    .isEqualTo("202");
        }
    }

    private List<String> metricNames() {
        return server.items("/api/v1/jobs/" + job + "/metrics").stream()
                .map(metric -> metric.path("name").asString())
                .toList();
    }

    private static List<JsonNode> auditOf(Device device) {
        return server.items("/api/v1/audit").stream()
                .filter(line -> line.path("actor").asString("").equals(device.id))
                .filter(line -> !line.path("assignment").asString("").isEmpty())
                .toList();
    }
}
