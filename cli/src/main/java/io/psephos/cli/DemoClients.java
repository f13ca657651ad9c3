package io.psephos.cli;

import io.psephos.client.Progress;
import io.psephos.client.PsephosClient;
import io.psephos.client.Trainer;
import io.psephos.protocol.JobId;
import io.psephos.simulation.SyntheticPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The clients of a demonstration, each an SDK client with its own key. */
final class DemoClients implements AutoCloseable {
    private final List<PsephosClient> clients = new ArrayList<>();
    private final Map<String, Integer> positions = new ConcurrentHashMap<>();
    private final AtomicLong updates = new AtomicLong();
    private final AtomicLong uploadBytes = new AtomicLong();
    private final AtomicLong downloadBytes = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final CountDownLatch enrolled;
    private final ExecutorService threads;
    /** The HTTP client shared by all, as each would have a thread of its own. */
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private DemoClients(int count) {
        this.enrolled = new CountDownLatch(count);
        this.threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().name("client-", 0).daemon().factory());
    }

    /** Lets every client of the pool take part in the job; returns once all are enrolled. */
    static DemoClients start(SyntheticPool pool, OperatorApi operator, URI server, String job, Path home)
            throws InterruptedException {
        DemoClients demo = new DemoClients(pool.size());
        for (int position = 0; position < pool.size(); position++) {
            int number = position;
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", 1, "name", "client-" + position))
                    .path("token")
                    .asString();
            PsephosClient client = PsephosClient.builder()
                    .server(server)
                    .enrolmentToken(token)
                    .dataDirectory(home.resolve("client-" + position))
                    .job(new JobId(job))
                    .coins(pool.coins(position))
                    .pipeline(pool.pipeline(position))
                    .listener(progress -> demo.note(number, progress))
                    .http(demo.http)
                    .build();
            demo.clients.add(client);
            demo.threads.submit(() -> demo.takePart(client, pool.trainer(number)));
        }
        demo.awaitEnrolment();
        return demo;
    }

    /** @throws FailedException when a client has failed */
    void requireHealthy() {
        RuntimeException cause = failure.get();
        if (cause != null) {
            throw new FailedException("a client failed: " + Reason.of(cause), cause);
        }
    }

    private void takePart(PsephosClient client, Trainer trainer) {
        try {
            client.takePart(trainer);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void awaitEnrolment() throws InterruptedException {
        while (!enrolled.await(1, TimeUnit.SECONDS)) {
            requireHealthy();
        }
    }

    /** Returns the position of a client in the pool; null for a stranger. */
    @Nullable
    Integer position(String client) {
        return positions.get(client);
    }

    long updates() {
        return updates.get();
    }

    long uploadBytes() {
        return uploadBytes.get();
    }

    long downloadBytes() {
        return downloadBytes.get();
    }

    private void note(int position, Progress progress) {
        if (progress instanceof Progress.Enrolled client) {
            positions.put(client.client().value(), position);
            enrolled.countDown();
        } else if (progress instanceof Progress.UpdateSent sent) {
            updates.incrementAndGet();
            uploadBytes.addAndGet(sent.bytesUp());
            downloadBytes.addAndGet(sent.bytesDown());
        }
    }

    @Override
    public void close() {
        clients.forEach(PsephosClient::close);
        threads.close();
        http.shutdownNow();
    }
}
