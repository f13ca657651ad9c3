package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.server.config.FoundationConfiguration;
import io.psephos.server.storage.FailingDisk;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk fails under it: it says so, comes back by itself with all that it acknowledged, and can be stopped. */
@Timeout(120)
class StorageTroubleTest {
    private static final String JOB =
            "{\"name\":\"digits\",\"schedule\":{\"cohort\":3},\"optimizer\":{\"learningRate\":0.01}}";

    @TempDir
    Path folder;

    private final List<String> acknowledged = new ArrayList<>();
    private FailingDisk disk;

    private TestServer start() {
        disk = FailingDisk.of(folder);
        return new TestServer(
                ServerOptions.defaults().data(folder.resolve("data")).port(0), FoundationConfiguration.class);
    }

    @AfterEach
    void restore() {
        disk.close();
    }

    @Test
    void aFullDiskIsToldByReadinessAndOvercomeWhenThereIsRoomAgain() throws InterruptedException {
        try (TestServer server = start()) {
            for (int time = 0; time < 3; time++) {
                create(server);
                assertThat(health(server, "readiness")).isEqualTo("200 UP");

                disk.fill();
                HttpResponse<String> refused = server.post("/api/v1/jobs", server.admin, JOB);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(health(server, "readiness")).isEqualTo("503 DOWN");
                assertThat(health(server, "liveness")).isEqualTo("200 UP");

                disk.free();
                awaitReady(server);
                create(server);
                assertThat(acknowledged)
                        .allSatisfy(job -> assertThat(server.bytes("/api/v1/jobs/" + job + "/models/0", server.admin)
                                        .statusCode())
                                .isEqualTo(200));
            }
        }
        try (TestServer again = start()) {
            assertThat(json(again.get("/api/v1/jobs", again.admin))
                            .path("items")
                            .findValuesAsString("job"))
                    .containsAll(acknowledged);
        }
    }

    @Test
    void aWriteThatHangsHoldsUpNoStop() throws Exception {
        TestServer server = start();
        create(server);
        disk.stick();
        CompletableFuture<HttpResponse<String>> hanging =
                CompletableFuture.supplyAsync(() -> server.post("/api/v1/jobs", server.admin, JOB));
        disk.awaitStuck();

        Thread stop = Thread.ofPlatform().daemon().start(server::close);
        stop.join(TimeUnit.SECONDS.toMillis(20));

        assertThat(stop.isAlive()).isFalse();
        disk.close();
        hanging.handle((answer, failure) -> true).get(60, TimeUnit.SECONDS);
    }

    private void create(TestServer server) {
        HttpResponse<String> created = server.post("/api/v1/jobs", server.admin, JOB);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        acknowledged.add(json(created).path("job").asString());
    }

    private static void awaitReady(TestServer server) throws InterruptedException {
        while (!health(server, "readiness").equals("200 UP")) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static String health(TestServer server, String probe) {
        HttpResponse<String> answer = server.get("/actuator/health/" + probe, "");
        return answer.statusCode() + " " + json(answer).path("status").asString();
    }
}
