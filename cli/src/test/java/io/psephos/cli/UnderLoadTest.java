package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Trainer;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own, with strangers, watchers, or an hour of work; it prints what it measures. */
@Tag("nightly")
class UnderLoadTest {
    private static final int CLIENTS = 10;
    private static final int STRANGERS = 7_000;
    private static final int COMING_BACK = 100;
    private static final int WATCHERS = 2_000;
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final long CACHE = 24_000_000;
    private static final double MEGABYTE = 1e6;

    @TempDir
    private Path home;

    /** Each has begun a body, of a megabyte or of what is allowed, and goes on by a byte; who is closed comes again. */
    @Test
    void strangersWithSlowBodies() throws Exception {
        besides("strangers", 200, (server, crowd, over) -> {
            String said = "POST /api/v1/token HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1048576\r\n\r\n"
                    + "x".repeat(4_000);
            String within = said.replace("1048576", "8192");
            crowd.growTo(STRANGERS / 2, said);
            crowd.growTo(STRANGERS, within);
            for (int second = 0; !over.get(); second++) {
                crowd.sayAByteMore();
                crowd.growTo(Math.min(STRANGERS, crowd.size() + COMING_BACK), second % 2 == 0 ? said : within);
                TimeUnit.SECONDS.sleep(1);
            }
            assertThat(crowd.opened()).isGreaterThan(STRANGERS);
        });
    }

    /** Event streams of an operator that nobody reads. */
    @Test
    void watchersWhoDoNotRead() throws Exception {
        besides("watchers", 200, (server, crowd, over) -> {
            String job =
                    server.operator().list("/api/v1/jobs").get(0).path("job").asString();
            String said = "GET /api/v1/jobs/" + job + "/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + Files.readString(server.adminTokenFile()).strip() + "\r\n\r\n";
            crowd.growTo(WATCHERS, said);
            assertThat(crowd.size()).isEqualTo(WATCHERS);
            assertThat(crowd.firstWords()).startsWith("HTTP/1.1 200");
            while (!over.get()) {
                TimeUnit.SECONDS.sleep(1);
            }
        });
    }

    /** What is alive is flat over an hour at fifty updates a second, or as many as this machine takes above. */
    @Test
    void anHourAtFiftyUpdatesASecond() throws Exception {
        int minutes = Integer.getInteger("psephos.soak.minutes", 60);
        try (ServerProcess server = start("-Xmx256m");
                RosterClients clients = gather(server, 50)) {
            List<Double> heaps = new ArrayList<>();
            int accepted = 0;
            for (int minute = 1; minute <= minutes; minute++) {
                TimeUnit.MINUTES.sleep(1);
                heaps.add(server.heapAfterCollection() / MEGABYTE);
                accepted = rounds(server, clients) * CLIENTS;
                System.out.printf(
                        "minute %d: %d updates, heap after collection %.1f MB%n",
                        minute, accepted, heaps.get(heaps.size() - 1));
            }
            assertThat(accepted / (60.0 * minutes)).as("updates a second").isGreaterThan(50);
            int warm = Math.min(10, minutes / 2);
            assertThat(heaps.get(heaps.size() - 1)).as("megabytes at the end").isLessThan(1.1 * heaps.get(warm) + 5);
        }
    }

    private interface Doing {
        void with(ServerProcess server, Crowd crowd, AtomicBoolean over) throws Exception;
    }

    /** What honest callers and a job see alone, and beside a crowd. */
    private void besides(String name, int pauseMillis, Doing doing) throws Exception {
        try (ServerProcess server = start("-Xmx512m");
                RosterClients clients = gather(server, pauseMillis);
                Crowd crowd = new Crowd(server.url().getPort())) {
            String token = Files.readString(server.adminTokenFile()).strip();
            HonestCaller honest = HonestCaller.asking(server.url().resolve("/api/v1/jobs/" + clients.job()), token);
            honest.callFor(LOOK);
            long heapBefore = server.heapAfterCollection();
            int first = rounds(server, clients);
            HonestCaller.Seen alone = honest.callFor(LOOK);
            int second = rounds(server, clients);

            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> crowding = CompletableFuture.runAsync(
                    () -> {
                        try {
                            doing.with(server, crowd, over);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start());
            honest.callFor(LOOK);
            int third = rounds(server, clients);
            HonestCaller.Seen beside = honest.callFor(LOOK);
            int fourth = rounds(server, clients);
            over.set(true);
            crowding.get(1, TimeUnit.MINUTES);
            String crowded = crowd.toString();
            long heapDuring = server.heapAfterCollection();
            crowd.close();
            TimeUnit.SECONDS.sleep(35);
            long heapAfter = server.heapAfterCollection();
            System.out.printf(
                    "%s: %s%nalone: %s, %.1f rounds/s%nbeside: %s, %.1f rounds/s%n"
                            + "heap after collection: before %.1f MB, with them %.1f MB, after them %.1f MB%n",
                    name,
                    crowded,
                    alone,
                    (second - first) / (double) LOOK.toSeconds(),
                    beside,
                    (fourth - third) / (double) LOOK.toSeconds(),
                    heapBefore / MEGABYTE,
                    heapDuring / MEGABYTE,
                    heapAfter / MEGABYTE);
            assertThat(beside.failures()).isZero();
            assertThat(beside.p99Millis()).isLessThan(3 * alone.p99Millis());
            assertThat(fourth - third).isGreaterThan((second - first) / 3);
            assertThat(heapAfter).as("the database's cache grows a while").isLessThan(heapBefore + CACHE);
        }
    }

    private ServerProcess start(String heap) throws IOException {
        Path data = Files.createDirectories(home.resolve("server"));
        return ServerProcess.startWith(data, ServerProcess.freePort(), Map.of(), List.of(heap));
    }

    /** Ten clients that pause before each update. */
    private RosterClients gather(ServerProcess server, int pauseMillis) throws IOException {
        JobSpec spec = RosterJobs.endless(CLIENTS);
        UnaryOperator<Trainer> pausing = trainer -> task -> {
            try {
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return trainer.train(task);
        };
        return RosterClients.gather(
                server.operator(),
                server.url(),
                spec,
                new SyntheticPool(spec, DataSets.digits(Specs.SPLIT_SEED)),
                home,
                pausing);
    }

    private static int rounds(ServerProcess server, RosterClients clients) throws IOException {
        return server.operator()
                .get("/api/v1/jobs/" + clients.job())
                .path("modelVersion")
                .asInt();
    }
}
