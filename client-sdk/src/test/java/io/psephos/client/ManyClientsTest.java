package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests of many clients in one JVM that share connections. */
class ManyClientsTest extends ClientFixture {
    private static final int CLIENTS = 25;

    @Test
    void shareTheThreadOfTheirConnections() throws Exception {
        Set<Thread> before = selectors();
        HttpClient shared = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<PsephosClient> clients = new ArrayList<>();
        List<CompletableFuture<Participation>> running = new ArrayList<>();
        List<RecordingListener> witnesses = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RecordingListener waiting = new RecordingListener(Progress.Waiting.class);
            PsephosClient client = client().http(shared)
                    .dataDirectory(data.resolve("client-" + i))
                    .listener(waiting)
                    .build();
            clients.add(client);
            witnesses.add(waiting);
            running.add(CompletableFuture.supplyAsync(() -> client.takePart(HALVING), threads));
        }
        for (RecordingListener witness : witnesses) {
            assertThat(witness.await()).isTrue();
        }

        Set<Thread> during = selectors();
        during.removeAll(before);
        assertThat(during).hasSize(1);

        clients.forEach(PsephosClient::close);
        for (var end : running) {
            end.get(10, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(server.calls("enrollments")).isEqualTo(CLIENTS);
    }

    @Test
    void shareNothingThatFollowsRedirects() {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatThrownBy(() -> client().http(following))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NORMAL");
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("SelectorManager"))
                .collect(Collectors.toSet());
    }
}
