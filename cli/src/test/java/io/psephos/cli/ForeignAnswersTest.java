package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.cli.ForeignProxy.Foreign;
import io.psephos.client.PsephosClient;
import io.psephos.client.RetryPacing;
import io.psephos.client.Trainer;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Eight Java clients and a Python one behind a proxy that answers each of their calls in the server's place, in turn with
 * each answer: what clients count as accepted is what the server counted, nobody ends, no update is made twice.
 */
class ForeignAnswersTest {
    private static final int JAVA_CLIENTS = 8;
    private static final int EACH = 2;
    private static final List<String> CALLS = List.of(
            "oauth-authorization-server",
            "enrollments",
            "token",
            "offers",
            "model",
            "delta",
            "metrics",
            "decline",
            "update",
            "fate");

    @TempDir
    private Path home;

    private final List<AssignmentId> trained = new CopyOnWriteArrayList<>();
    private final Map<String, Long> accepted = new ConcurrentHashMap<>();

    @BeforeEach
    void needsPython() throws InterruptedException {
        Python.assumeItIsThere();
    }

    /** Of each call the first requests are answered in the server's place, as many with each answer. */
    @Test
    void everyCallMeetsEveryAnswer() throws Exception {
        Map<String, Integer> requests = new ConcurrentHashMap<>();
        Foreign[] answers = Foreign.values();
        Function<String, Optional<Foreign>> plan = call -> {
            int number = CALLS.contains(call) ? requests.merge(call, 1, Integer::sum) - 1 : Integer.MAX_VALUE;
            return number < EACH * answers.length ? Optional.of(answers[number / EACH]) : Optional.empty();
        };
        try (ForeignProxy proxy = ForeignProxy.start(plan);
                Cast cast = new Cast(proxy, 5)) {
            cast.awaitEnd();

            cast.assertCountedOnce();
            CALLS.stream().filter(call -> !call.equals("metrics")).forEach(call -> {
                for (Foreign answer : answers) {
                    assertThat(proxy.answered()).containsEntry(call + " " + answer, EACH);
                }
            });
        }
    }

    /** Each answer to each call for a second. */
    @Tag("ci")
    @Test
    void everyCallMeetsEveryAnswerForASecond() throws Exception {
        Phases phases = new Phases();
        try (ForeignProxy proxy = ForeignProxy.start(phases);
                Cast cast = new Cast(proxy, 1_000_000)) {
            assertThat(phases.over.await(8, TimeUnit.MINUTES)).isTrue();
            cast.assertNobodyHasEnded();
            cast.stopJob();
            cast.awaitEnd();

            cast.assertCountedOnce();
            assertThat(proxy.answered()).hasSize(CALLS.size() * Foreign.values().length);
        }
    }

    /** Every answer to every call, one after the other, each for a second from the first such call on. */
    private static final class Phases implements Function<String, Optional<Foreign>> {
        private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

        final CountDownLatch over = new CountDownLatch(1);
        private int phase;
        private long begin;
        private boolean hasBegun;

        @Override
        public synchronized Optional<Foreign> apply(String call) {
            Foreign[] answers = Foreign.values();
            if (hasBegun && System.nanoTime() - begin > NANOS) {
                phase++;
                hasBegun = false;
            }
            if (phase == CALLS.size() * answers.length) {
                over.countDown();
                return Optional.empty();
            }
            if (!call.equals(CALLS.get(phase / answers.length))) {
                return Optional.empty();
            }
            begin = hasBegun ? begin : System.nanoTime();
            hasBegun = true;
            return Optional.of(answers[phase % answers.length]);
        }
    }

    /** The server, a job, and its clients. */
    private final class Cast implements AutoCloseable {
        private final PsephosServer server;
        private final OperatorApi operator;
        private final String job;
        private final List<PsephosClient> clients;
        private final List<CompletableFuture<?>> parts;
        private final Process python;

        Cast(ForeignProxy proxy, int rounds) throws IOException {
            server = PsephosServer.start(ServerOptions.defaults()
                    .data(home.resolve("server"))
                    .port(0)
                    .publicUrl(proxy.url()));
            proxy.forwardTo(server.port());
            operator = new OperatorApi(
                    URI.create("http://localhost:" + server.port()),
                    Files.readString(server.adminTokenFile()).strip());
            JobSpec spec = spec(rounds);
            job = operator.post("/api/v1/jobs", JobFile.render(spec))
                    .path("job")
                    .asString();
            operator.post("/api/v1/jobs/" + job + "/start", null);
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", JAVA_CLIENTS + 1))
                    .path("token")
                    .asString();
            SyntheticPool pool = new SyntheticPool(spec, DataSets.digits(Specs.SPLIT_SEED));
            clients = IntStream.range(0, JAVA_CLIENTS)
                    .mapToObj(i -> client(proxy.url(), token, i))
                    .toList();
            parts = IntStream.range(0, JAVA_CLIENTS)
                    .<CompletableFuture<?>>mapToObj(i -> taking(i, pool.trainer(i)))
                    .toList();
            python = python(proxy.url(), token);
        }

        private PsephosClient client(URI url, String token, int position) {
            return PsephosClient.builder()
                    .server(url)
                    .enrolmentToken(token)
                    .dataDirectory(home.resolve("client-" + position))
                    .job(new JobId(job))
                    .retries(new RetryPacing(Duration.ofMillis(20), Duration.ofMillis(200), Optional.empty()))
                    .build();
        }

        private CompletableFuture<?> taking(int position, Trainer trainer) {
            Trainer noting = task -> {
                trained.add(task.offer().assignment());
                if (position == 0 && task.offer().round() % 2 == 0) {
                    throw new UnsatisfiedLinkError("no such library");
                }
                return trainer.train(task);
            };
            return CompletableFuture.runAsync(
                    () -> {
                        long count = clients.get(position).takePart(noting).updatesAccepted();
                        accepted.put(id(home.resolve("client-" + position)), count);
                    },
                    task -> new Thread(task).start());
        }

        private Process python(URI url, String token) throws IOException {
            return Python.start(
                    home.resolve("python.log"),
                    "psephos_client.py",
                    "--server",
                    url.toString(),
                    "--token",
                    token,
                    "--data",
                    home.resolve("python").toString(),
                    "--job",
                    job);
        }

        void assertNobodyHasEnded() {
            assertThat(parts).noneMatch(CompletableFuture::isDone);
            assertThat(python.isAlive()).as(() -> String.join("\n", log())).isTrue();
        }

        private List<String> log() {
            try {
                return Files.readAllLines(home.resolve("python.log"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void stopJob() {
            operator.post("/api/v1/jobs/" + job + "/stop", null);
        }

        /** All end with their job, and not before. */
        void awaitEnd() throws Exception {
            for (CompletableFuture<?> part : parts) {
                part.get(3, TimeUnit.MINUTES);
            }
            assertThat(operator.get("/api/v1/jobs/" + job).path("state").asString())
                    .isIn("finished", "stopped");
            assertThat(python.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
            List<String> log = log();
            assertThat(python.exitValue()).as(log.toString()).isZero();
            String last = log.get(log.size() - 1);
            assertThat(last).startsWith("accepted: ");
            accepted.put(id(home.resolve("python")), Long.valueOf(last.substring("accepted: ".length())));
            assertThat(log).filteredOn(line -> line.startsWith("round ")).doesNotHaveDuplicates();
            assertThat(log).noneMatch(line -> line.startsWith("declines"));
        }

        void assertCountedOnce() {
            assertThat(trained).doesNotHaveDuplicates();
            assertThat(accepted)
                    .hasSize(JAVA_CLIENTS + 1)
                    .allSatisfy((id, count) -> assertThat(count).isPositive());
            Map<String, Long> told = new ConcurrentHashMap<>();
            for (JsonNode client : operator.list("/api/v1/jobs/" + job + "/clients")) {
                told.put(
                        client.path("client").asString(),
                        client.path("accepted").asLong());
                assertThat(client.path("refused").properties())
                        .extracting(Map.Entry::getKey)
                        .as("nothing is refused but what came too late")
                        .isSubsetOf("round-closed");
            }
            assertThat(told).isEqualTo(accepted);
            long inRounds = operator.list("/api/v1/jobs/" + job + "/rounds").stream()
                    .mapToLong(round -> round.path("accepted").asLong())
                    .sum();
            assertThat(inRounds)
                    .isEqualTo(accepted.values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
        }

        @Override
        public void close() {
            clients.forEach(PsephosClient::close);
            python.destroyForcibly();
            server.close();
        }
    }

    private static JobSpec spec(int rounds) {
        return JobYaml.parse("""
                name: foreign
                model: {net: softmax, layers: [64, 10], seed: 3}
                schedule: {rounds: %d, cohort: 9, quorum: 6, deadline: PT20S}
                training: {steps: 1, batch: 32, learningRate: 0.05}
                codec: {scheme: sto-sign, b: {constant: 0.05}}
                aggregation: {rule: majority-vote}
                optimizer: {learningRate: 0.01}
                simulation: {data: digits, clients: 8, partition: iid, seed: 5}
                """.formatted(rounds));
    }

    private static String id(Path folder) {
        try {
            return ProtocolJson.lenient()
                    .readTree(Files.readAllBytes(folder.resolve("client.json")))
                    .path("clientId")
                    .asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
