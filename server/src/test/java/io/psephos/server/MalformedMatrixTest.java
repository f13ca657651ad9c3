package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.config.FoundationConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final int HONEST = 9;
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
    private static final List<Device> HONEST_CLIENTS = new ArrayList<>();
    static TestServer server;
    static Device bad;

    /** Who plays, and what the tenth does with its seat; nobody is there without a deed. */
    private record Cast(String codec, String rule, int cohort, List<BadDeed> deed) {}

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.durability", "memory"),
                FoundationConfiguration.class);
        Stream.generate(server::enrol).limit(HONEST).forEach(HONEST_CLIENTS::add);
        bad = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> cells() {
        return RULES.stream()
                .flatMap(rule -> BadDeed.all()
                        .filter(deed -> DEEDS.contains(deed.name()))
                        .map(deed -> Arguments.of(rule, deed)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theModelIsThatOfTheNineAlone(String rule, BadDeed deed) {
        String alone = ALONE.computeIfAbsent(
                rule + " " + deed.codec(), key -> play(new Cast(deed.codec(), rule, HONEST, List.of())));
        int before = auditOf(bad).size();

        assertThat(play(new Cast(deed.codec(), rule, HONEST, List.of(deed)))).isEqualTo(alone);

        List<JsonNode> lines = auditOf(bad);
        assertThat(lines.size() - before).isEqualTo(ROUNDS);
        assertThat(lines.getLast().path("detail").asString()).startsWith(deed.code() + ": ");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anUnknownMetricKeyIsKeptAndItsUpdateCounts(String rule) {
        BadDeed sending = BadDeed.sending("float32");
        BadDeed telling = new BadDeed(
                "unknown metric key",
                "float32",
                "",
                sending.before(),
                false,
                seat -> seat.metrics("{\"surprise\": 0.25}"));
        String told = play(new Cast("float32", rule, HONEST + 1, List.of(telling)));
        List<String> names = metricNames();

        assertThat(names).containsOnly("surprise");
        assertThat(told).isEqualTo(play(new Cast("float32", rule, HONEST + 1, List.of(sending))));
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
        job = json(server.post("/api/v1/jobs", server.admin, file)).path("job").asString();
        assertThat(job).as(file).isNotEmpty();
        server.post("/api/v1/jobs/" + job + "/start", server.admin, "");
        for (int round = 0; round < ROUNDS; round++) {
            playRound(cast);
        }
        assertThat(server.get("/api/v1/jobs/" + job + "/events?lastEventId=0", server.admin)
                        .body())
                .contains("event:job-finished");
        assertThat(items("/api/v1/jobs/" + job + "/rounds"))
                .hasSize(ROUNDS)
                .allSatisfy(round -> assertThat(round.path("counted").asInt()).isEqualTo(cast.cohort()));
        List<JsonNode> models = items("/api/v1/jobs/" + job + "/models");
        assertThat(models.stream().map(model -> model.path("digest").asString()))
                .hasSize(ROUNDS + 1)
                .doesNotHaveDuplicates();
        return models.getLast().path("digest").asString();
    }

    private void playRound(Cast cast) {
        List<HeldSeat> seats = HONEST_CLIENTS.stream()
                .map(device -> HeldSeat.take(server, device, job))
                .toList();
        for (BadDeed deed : cast.deed()) {
            HeldSeat seat = HeldSeat.take(server, bad, job);
            String before = deed.before().apply(seat);
            String answer = deed.deed().apply(seat);
            if (deed.isInnocent()) {
                assertThat(before).isEqualTo("202");
                assertThat(answer).matches("|2..");
            } else {
                assertThat(answer).isEqualTo(deed.answer());
            }
        }
        for (int other = 0; other < HONEST; other++) {
            assertThat(seats.get(other).put(seats.get(other).update(other))).isEqualTo("202");
        }
    }

    private List<String> metricNames() {
        return items("/api/v1/jobs/" + job + "/metrics").stream()
                .map(metric -> metric.path("name").asString())
                .toList();
    }

    private static List<JsonNode> auditOf(Device device) {
        return items("/api/v1/audit").stream()
                .filter(line -> line.path("actor").asString("").equals(device.id))
                .filter(line -> !line.path("assignment").asString("").isEmpty())
                .toList();
    }

    private static List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "0";
        do {
            JsonNode page = ProtocolJson.lenient()
                    .readTree(server.get(path + "?limit=500&cursor=" + cursor, server.admin)
                            .body());
            page.path("items").forEach(items::add);
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return items;
    }
}
