package io.psephos.server.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.model.InitialModels.InitialModel;
import io.psephos.coordinator.plan.Stages;
import io.psephos.coordinator.round.LocalCoordinator;
import io.psephos.coordinator.round.Ports;
import io.psephos.coordinator.round.Timekeeper;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.protocol.model.ModelDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Databases of an older version, left in the middle of a round, are taken up as if nothing had happened: whoever goes on
 * by the tape comes to every version that the older server came to when it was not interrupted. {@link OldDatabaseTape}
 * has written them. One thing is measured otherwise than by the older server: a second update from the same version has a
 * Lipschitz coefficient of its own.
 */
class OldDatabaseTest {
    private static final String SAVED = "saved";

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "feedback-and-momentum, closed",
        "feedback-and-momentum, killed",
        "differences, closed",
        "kardam-in-buffers, closed",
        "adaptive-b-and-cosine, closed",
        "levels-and-clipping, closed"
    })
    void aRoundThatWasLeftOpenGoesOn(String job, String database) throws IOException {
        try (InputStream file = new GZIPInputStream(resource(job + "/" + database + ".mv.db.gz"))) {
            Files.copy(file, home.resolve("psephos.mv.db"));
        }
        List<String> tape = lines(job + "/tape.txt");
        try (Storage storage = Storage.inDirectory(home)) {
            AtomicLong count = new AtomicLong();
            Player player = new Player(storage, prefix -> prefix + "later-" + count.incrementAndGet());
            assertThat(player.state()).isEqualTo(lines(job + "/saved.txt"));

            tape.subList(tape.indexOf(SAVED) + 1, tape.size())
                    .forEach(line -> assertThat(player.play(line)).isEqualTo(line));

            assertThat(player.state()).isEqualTo(lines(job + "/ended.txt"));
        }
    }

    /** H2 commits each statement of a migration by itself, so that a kill leaves some of them behind. */
    @ParameterizedTest
    @ValueSource(strings = {"feedback-and-momentum", "kardam-in-buffers", "levels-and-clipping"})
    void aMigrationThatWasKilledIsRunAgain(String job) throws Exception {
        List<String> statements = statements("V8__named_state.sql");
        List<String> saved = lines(job + "/saved.txt");
        for (int ran = 1; ran <= statements.size(); ran += job.equals("kardam-in-buffers") ? 1 : 4) {
            Path killed = Files.createDirectory(home.resolve("killed-" + ran));
            try (InputStream file = new GZIPInputStream(resource(job + "/closed.mv.db.gz"))) {
                Files.copy(file, killed.resolve("psephos.mv.db"));
            }
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:h2:" + killed.resolve("psephos") + Storage.H2_OPTIONS, "psephos", "");
                    Statement statement = connection.createStatement()) {
                for (String sql : statements.subList(0, ran)) {
                    statement.execute(sql);
                }
            }
            try (Storage storage = Storage.inDirectory(killed)) {
                assertThat(new Player(storage, IdSource.secure()).state())
                        .as("after %d statements", ran)
                        .isEqualTo(saved);
            }
        }
    }

    private static List<String> statements(String migration) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                OldDatabaseTest.class.getResourceAsStream("/db/migration/" + migration), migration)) {
            String sql = new String(file.readAllBytes(), UTF_8).replaceAll("(?m)^--.*$", "");
            return Arrays.stream(sql.split(";"))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }
    }

    static InputStream resource(String name) {
        return Objects.requireNonNull(OldDatabaseTest.class.getResourceAsStream("/databases-v7/" + name), name);
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream file = resource(name)) {
            return new String(file.readAllBytes(), UTF_8).lines().toList();
        }
    }

    /** A coordinator on a database, its time standing still, whose clients do what lines of a tape say. */
    static final class Player {
        static final int CLIENTS = 7;
        private final Journal journal;
        private final Records records;
        private final Coordinator coordinator;
        private final Map<String, Offer> open = new HashMap<>();

        Player(Storage storage, IdSource ids) {
            journal = storage.journal();
            records = storage.records();
            coordinator = LocalCoordinator.open(new Ports(
                    journal,
                    records,
                    net -> Optional.of(model()),
                    spec -> Optional.empty(),
                    spec -> Optional.empty(),
                    Stages.builtIn(),
                    (asked, fits) -> IntStream.range(0, CLIENTS)
                            .mapToObj(number -> participant("c-" + number))
                            .anyMatch(client -> !asked.contains(client.id()) && fits.test(client)),
                    Timekeeper.stopped(Instant.parse("2026-11-22T12:00:00Z")),
                    ids,
                    Runnable::run,
                    Runnable::run));
        }

        private static InitialModel model() {
            ParameterLayout layout = new ParameterLayout(
                    List.of(new TensorShape("out.weight", List.of(9, 20)), new TensorShape("out.bias", List.of(9))));
            float[] parameters = new float[layout.parameterCount()];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = (i - parameters.length / 2) / 64f;
            }
            return new InitialModel(layout, parameters);
        }

        static Participant participant(String client) {
            String name = client.replace("c-", "edge-");
            return new Participant(new ClientId(client), "default", name, Set.copyOf(Codecs.names()), Long.MAX_VALUE);
        }

        Coordinator coordinator() {
            return coordinator;
        }

        Journal journal() {
            return journal;
        }

        Records records() {
            return records;
        }

        Map<String, Offer> open() {
            return open;
        }

        JobView job() {
            return coordinator.jobs().get(0);
        }

        /** Does what the line says, and returns the line as it went. */
        String play(String line) {
            String[] words = line.split(" ");
            return switch (words[0]) {
                case "ask" -> ask(words[1]);
                case "report" -> report(words[1], words[2], words[3]);
                case "send" -> send(words[1], words[2]);
                case "decline" -> decline(words[1], words[2]);
                default -> throw new IllegalArgumentException(line);
            };
        }

        String ask(String client) {
            OfferOutcome outcome = now(coordinator.offer(participant(client), null));
            if (!(outcome instanceof OfferOutcome.Offered offered)) {
                return "ask " + client + " nothing";
            }
            Offer offer = offered.offer();
            open.put(client, offer);
            return "ask %s round %d version %d %s"
                    .formatted(
                            client,
                            offer.round(),
                            offer.modelVersion(),
                            ProtocolJson.strict().writeValueAsString(offer.codec()));
        }

        /** @param maxAbs numbers with commas, or {@code -} for none */
        String report(String client, String loss, String maxAbs) {
            List<Double> magnitudes = maxAbs.equals("-")
                    ? List.of()
                    : Arrays.stream(maxAbs.split(",")).map(Double::valueOf).toList();
            ClientReport report = new ClientReport(Map.of("loss", Double.valueOf(loss)), magnitudes);
            now(coordinator.report(new ClientId(client), assignment(client), report));
            return "report " + client + " " + loss + " " + maxAbs;
        }

        String send(String client, String frame) {
            Submission answer = now(coordinator.submit(
                    new ClientId(client),
                    assignment(client),
                    Base64.getDecoder().decode(frame)));
            open.remove(client);
            String word = answer instanceof Submission.Refused refused
                    ? refused.code().word()
                    : answer instanceof Submission.Accepted ? "accepted" : answer.toString();
            return "send " + client + " " + frame + " " + word + measured(client);
        }

        /** What the job's filters measured of the client last, if they do. */
        private String measured(String client) {
            return now(coordinator.standings(job().job())).stream()
                    .filter(standing -> standing.client().value().equals(client))
                    .flatMap(standing -> Stream.ofNullable(standing.coefficient()))
                    .map(coefficient -> " " + coefficient)
                    .collect(Collectors.joining());
        }

        String decline(String client, String reason) {
            now(coordinator.decline(new ClientId(client), assignment(client), Declining.because(reason)));
            open.remove(client);
            return "decline " + client + " " + reason;
        }

        /** What the client holds open; after a restart it asks again and is told the same. */
        private AssignmentId assignment(String client) {
            if (!open.containsKey(client)) {
                ask(client);
            }
            return Objects.requireNonNull(open.get(client), client).assignment();
        }

        /** All that those are shown who watch, but for what differs from process to process. */
        List<String> state() {
            JobView job = job();
            List<String> lines = new ArrayList<>();
            lines.add("job %s, round %d, version %d, %s"
                    .formatted(
                            job.state().word(),
                            job.round(),
                            job.modelVersion(),
                            ModelDigest.hex(coordinator
                                    .model(job.job(), -1)
                                    .orElseThrow()
                                    .parameters())));
            records.models(job.job())
                    .forEach(model -> lines.add("version %d of round %s%s: %s"
                            .formatted(
                                    model.version(), model.round(), model.dense() ? ", dense" : "", model.digest())));
            records.rounds(job.job()).forEach(round -> lines.add(line(round)));
            records.progress(job.job())
                    .ifPresent(round -> lines.add("round %d open: assigned %d, accepted %d, refused %s, bytes up %d"
                            .formatted(
                                    round.round(),
                                    round.assigned(),
                                    round.accepted(),
                                    new TreeMap<>(round.refused()),
                                    round.bytesUp())));
            records.metrics(job.job())
                    .forEach(metric -> lines.add("metric %s of version %d from %s: %s"
                            .formatted(metric.name(), metric.version(), metric.source(), metric.value())));
            clients(job, lines);
            records.events(job.job(), 0, Integer.MAX_VALUE)
                    .forEach(event -> lines.add(
                            "event %d %s".formatted(event.id(), event.kind().word())));
            records.audit(0, Integer.MAX_VALUE)
                    .forEach(line -> lines.add("audit %s by %s".formatted(line.action(), line.actor())));
            return lines;
        }

        private static String line(StoredRoundSummary round) {
            String margins = Optional.ofNullable(round.margins())
                    .map(some -> some.mean() + " " + some.ties() + " " + some.unanimous() + " " + some.histogram())
                    .orElse("none");
            return "round %d %s: version %s, assigned %d, accepted %d, counted %d, refused %s, bytes up %d, bits %s, margins %s"
                    .formatted(
                            round.round(),
                            round.state(),
                            round.version(),
                            round.assigned(),
                            round.accepted(),
                            round.counted(),
                            new TreeMap<>(round.refused()),
                            round.bytesUp(),
                            round.bits(),
                            margins);
        }

        private void clients(JobView job, List<String> lines) {
            now(coordinator.standings(job.job()))
                    .forEach(client -> lines.add(
                            "client %s: accepted %d, refused %s, coefficient %s, threshold %s, staleness %s, dampening %s, agreement %s"
                                    .formatted(
                                            client.client(),
                                            client.accepted(),
                                            new TreeMap<>(client.refused()),
                                            client.coefficient(),
                                            client.threshold(),
                                            client.staleness(),
                                            client.dampening(),
                                            client.agreement())));
            List<ClientId> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> new ClientId("c-" + number))
                    .toList();
            records.reputations(clients).entrySet().stream()
                    .map(one -> "reputation of %s: %d accepted, %d refused, disagreed %s"
                            .formatted(
                                    one.getKey(),
                                    one.getValue().accepted(),
                                    one.getValue().refused(),
                                    one.getValue().disagreed()))
                    .sorted()
                    .forEach(lines::add);
        }

        private static <T> T now(CompletionStage<T> stage) {
            return stage.toCompletableFuture().join();
        }
    }
}
