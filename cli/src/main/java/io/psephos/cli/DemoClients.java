package io.psephos.cli;

import io.psephos.client.Progress;
import io.psephos.client.PsephosClient;
import io.psephos.protocol.JobId;
import io.psephos.simulation.SyntheticPool;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The synthetic clients of a demonstration, each an SDK client of its own with its own key. */
final class DemoClients implements AutoCloseable {
    private final List<PsephosClient> clients = new ArrayList<>();
    private final AtomicLong updates = new AtomicLong();
    private final AtomicLong uploadBytes = new AtomicLong();
    private final AtomicLong downloadBytes = new AtomicLong();
    private final ExecutorService threads;

    private DemoClients(int count) {
        this.threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().name("client-", 0).daemon().factory());
    }

    /** Enrols every client of the pool and lets it take part in the job. */
    static DemoClients start(SyntheticPool pool, OperatorApi operator, URI server, String job, Path home) {
        DemoClients demo = new DemoClients(pool.size());
        for (int position = 0; position < pool.size(); position++) {
            String token = operator.post(
                            "/api/v1/enrollment-tokens", Map.of("uses", 1, "name", "client-" + position))
                    .path("token")
                    .asString();
            PsephosClient client = PsephosClient.builder()
                    .server(server)
                    .enrolmentToken(token)
                    .dataDirectory(home.resolve("client-" + position))
                    .job(new JobId(job))
                    .coins(pool.coins(position))
                    .listener(demo::note)
                    .build();
            demo.clients.add(client);
            int seat = position;
            demo.threads.submit(() -> client.takePart(pool.trainer(seat)));
        }
        return demo;
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

    private void note(Progress progress) {
        if (progress instanceof Progress.UpdateSent sent) {
            updates.incrementAndGet();
            uploadBytes.addAndGet(sent.bytesUp());
            downloadBytes.addAndGet(sent.bytesDown());
        }
    }

    @Override
    public void close() {
        clients.forEach(PsephosClient::close);
        threads.close();
    }
}
