package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.JobSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Cohorts that upload at once what together is far larger than the server's heap: a round that is published, and one whose
 * server is killed in its middle. Nothing that was acknowledged is lost, and nobody is left without an answer.
 */
@Tag("nightly")
class LargeCohortsTest {
    /** Of a net of 64 features and ten classes, a hidden unit has so many. */
    private static final int PARAMETERS_OF_A_UNIT = 75;

    private static final Pattern AFTER_COLLECTION = Pattern.compile("Pause Full .*->(\\d+)M\\(");
    private static final int KILLED_ROUNDS = 10;
    private static final double MEGABYTE = 1e6;

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "400, 420, -Xmx256m",
        "100, 3350, -Xmx512m",
        "64, 33000, -Xmx512m",
        "60, 33000, -Xmx1g",
        "200, 50000, -Xmx256m",
        "200, 133000, -Xmx6g"
    })
    void loseNothing(int clients, int units, String heap) throws Exception {
        int times = Integer.getInteger("psephos.times", 1);
        for (int time = 1; time <= times; time++) {
            Path place = Files.createDirectories(home.resolve(time + "/server"));
            long start = System.nanoTime();
            String seen = twoRounds(place, clients, units, heap);
            System.out.printf(
                    "%d of %d: %d clients, %.1f MB each, %s: %s, %.0f s%n",
                    time, times, clients, bytes(units) / MEGABYTE, heap, seen, (System.nanoTime() - start) / 1e9);
            remove(place.getParent());
        }
    }

    /** Twice in each round, while 64 clients upload at once. */
    @Test
    void loseNothingToTwentyKills() throws Exception {
        int clients = 64;
        Path place = Files.createDirectories(home.resolve("killed/server"));
        int port = ServerProcess.freePort();
        SplittableRandom random = new SplittableRandom(20);
        ServerProcess server = server(place, port, List.of("-Xmx512m"));
        try (Cohort cohort = new Cohort(server, clients, 33_000, KILLED_ROUNDS);
                ExecutorService uploading = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < KILLED_ROUNDS; round++) {
                Future<Void> uploads = uploading.submit(() -> {
                    cohort.upload(0, clients);
                    return null;
                });
                for (int kill = 0; kill < 2; kill++) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 2500));
                    server.kill();
                    server = server(place, port, List.of("-Xmx512m"));
                }
                uploads.get(5, TimeUnit.MINUTES);
                cohort.awaitVersion(round + 1);
                cohort.allAre("counted", clients);
            }
            for (JsonNode round : server.operator().list("/api/v1/jobs/" + cohort.job + "/rounds")) {
                assertThat(round.path("counted").asInt()).isEqualTo(clients);
            }
            System.out.printf(
                    "%d kills in rounds of %d uploads of 10 MB: %d calls made again%n",
                    2 * KILLED_ROUNDS, clients, cohort.refusals.sum());
        } finally {
            server.close();
        }
    }

    /** What is alive at most does not grow with the cohort. */
    @Test
    void takeNoMoreMemoryThanSmallOnes() throws Exception {
        long ten = peak(10);
        long sixty = peak(64);
        System.out.printf("peak of what is alive: cohort of 10 %d MB, of 64 %d MB%n", ten, sixty);
        assertThat(sixty).isLessThanOrEqualTo(ten * 12 / 10);
    }

    /** Megabytes that are alive at most while 640 updates are uploaded, by full collections all the time. */
    private long peak(int clients) throws Exception {
        Path place = Files.createDirectories(home.resolve("peak-" + clients + "/server"));
        Path log = place.resolveSibling("gc.log");
        AtomicBoolean over = new AtomicBoolean();
        try (ServerProcess server = server(place, ServerProcess.freePort(), List.of("-Xmx512m", "-Xlog:gc:" + log));
                Cohort cohort = new Cohort(server, clients, 33_000, 640 / clients)) {
            CompletableFuture<Void> looking = CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            collect(server);
                        }
                    },
                    task -> new Thread(task).start());
            for (int round = 0; round < 640 / clients; round++) {
                cohort.upload(0, clients);
                cohort.awaitVersion(round + 1);
            }
            over.set(true);
            looking.get(1, TimeUnit.MINUTES);
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(AFTER_COLLECTION::matcher)
                    .filter(Matcher::find)
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .max()
                    .orElseThrow();
        }
    }

    private static void collect(ServerProcess server) {
        try {
            server.heapAfterCollection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String twoRounds(Path place, int clients, int units, String heap) throws Exception {
        int port = ServerProcess.freePort();
        ServerProcess server = server(place, port, List.of(heap));
        try (Cohort cohort = new Cohort(server, clients, units, 2)) {
            cohort.upload(0, clients);
            cohort.awaitVersion(1);
            long files = size(place);
            long left = size(place.resolve("segments"));
            assertThat(left)
                    .as("bytes of segments after a round: versions and no frames")
                    .isLessThan(3 * bytes(units));

            int half = clients / 2;
            cohort.upload(0, half);
            server.kill();
            long start = System.nanoTime();
            server = server(place, port, List.of(heap));
            double restart = (System.nanoTime() - start) / 1e9;
            cohort.allAre("accepted", half);
            cohort.upload(half, clients);
            cohort.awaitVersion(2);
            cohort.allAre("counted", clients);
            OperatorApi operator = server.operator();
            for (JsonNode round : operator.list("/api/v1/jobs/" + cohort.job + "/rounds")) {
                assertThat(round.path("counted").asInt()).isEqualTo(clients);
            }
            return "%d calls made again, files %.0f MB after a round (segments %.0f), restart %.1f s"
                    .formatted(cohort.refusals.sum(), files / MEGABYTE, left / MEGABYTE, restart);
        } finally {
            server.close();
        }
    }

    private static ServerProcess server(Path place, int port, List<String> options) throws IOException {
        Map<String, String> oneAddress =
                Map.of("PSEPHOS_RATES_PER_ADDRESS", "0", "PSEPHOS_CONNECTIONS_STRANGERS_PER_ADDRESS", "1000");
        return ServerProcess.startWith(place, port, oneAddress, options);
    }

    private static long bytes(int units) {
        return 4L * (PARAMETERS_OF_A_UNIT * units + 10);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        }
    }

    /** The clients of a job without a roster. */
    private static final class Cohort implements AutoCloseable {
        private final OperatorApi operator;
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<LeanClient> clients = new ArrayList<>();
        private final List<JsonNode> offers = new ArrayList<>();
        private final int d;
        private byte[] frame = {};
        private long version = -1;
        final LongAdder refusals = new LongAdder();
        final String job;

        Cohort(ServerProcess server, int count, int units, int rounds) throws Exception {
            operator = server.operator();
            d = PARAMETERS_OF_A_UNIT * units + 10;
            JobSpec spec = JobYaml.parse("""
                    name: large
                    model: {net: mlp, layers: [64, %d, 10], seed: 11}
                    schedule: {rounds: %d, cohort: %d, quorum: %d, deadline: PT30M}
                    training: {steps: 1, batch: 1, learningRate: 0.1}
                    codec: {scheme: float32}
                    evaluation: {data: none}
                    """.formatted(units, rounds, count, count));
            job = operator.post("/api/v1/jobs", JobFile.render(spec))
                    .path("job")
                    .asString();
            operator.post("/api/v1/jobs/" + job + "/start", null);
            String invitation = operator.post("/api/v1/enrollment-tokens", Map.of("uses", count))
                    .path("token")
                    .asString();
            all(0, count, i -> {
                LeanClient client = new LeanClient(server.url(), http, invitation, refusals);
                synchronized (clients) {
                    clients.add(client);
                }
            });
        }

        /** Some of the clients upload what they are offered, all at once. */
        void upload(int from, int to) throws Exception {
            if (offers.size() == clients.size()) {
                offers.clear();
            }
            List<JsonNode> taken = new ArrayList<>();
            for (int i = from; i < to; i++) {
                taken.add(clients.get(i).offer(job));
            }
            if (taken.get(0).path("modelVersion").asLong() != version) {
                version = taken.get(0).path("modelVersion").asLong();
                frame = LeanClient.frame(version, d, (int) version);
            }
            all(from, to, i -> clients.get(i).upload(taken.get(i - from), frame));
            offers.addAll(taken);
        }

        void allAre(String fate, int count) throws Exception {
            for (int i = 0; i < count; i++) {
                assertThat(clients.get(i).fate(offers.get(i))).isEqualTo(fate);
            }
        }

        void awaitVersion(int wanted) throws InterruptedException {
            for (int tries = 0; tries < 600; tries++) {
                if (operator.get("/api/v1/jobs/" + job).path("modelVersion").asInt() >= wanted) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
            throw new AssertionError("version " + wanted + " is not published");
        }

        private interface Doing {
            void of(int client) throws Exception;
        }

        private void all(int from, int to, Doing doing) throws Exception {
            List<Future<Void>> done = new ArrayList<>();
            for (int i = from; i < to; i++) {
                int client = i;
                Callable<Void> task = () -> {
                    doing.of(client);
                    return null;
                };
                done.add(threads.submit(task));
            }
            for (Future<Void> one : done) {
                one.get(20, TimeUnit.MINUTES);
            }
        }

        @Override
        public void close() {
            threads.shutdownNow();
            http.shutdownNow();
        }
    }
}
