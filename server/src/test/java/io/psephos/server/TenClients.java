package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Nine honest clients and a misbehaving one, with the results of their jobs. */
final class TenClients {
    static final int HONEST = 9;

    final Device bad;
    private final TestServer server;
    private final List<Device> honest;

    TenClients(TestServer server) {
        this.server = server;
        honest = Stream.generate(server::enrol).limit(HONEST).toList();
        bad = server.enrol();
    }

    /** The id of a job that runs. */
    String start(String file) {
        String job = json(server.post("/api/v1/jobs", server.admin, file))
                .path("job")
                .asString();
        assertThat(job).as(file).isNotEmpty();
        server.post("/api/v1/jobs/" + job + "/start", server.admin, "");
        return job;
    }

    List<HeldAssignment> honestAssignments(String job) {
        return honest.stream()
                .map(device -> HeldAssignment.take(server, device, job))
                .toList();
    }

    HeldAssignment badAssignment(String job) {
        return HeldAssignment.take(server, bad, job);
    }

    /**
     * The digest of the last version of a job that has ended.
     *
     * @param counted updates in each of its rounds
     */
    String digest(String job, int rounds, int counted) {
        assertThat(server.get("/api/v1/jobs/" + job + "/events?lastEventId=0", server.admin)
                        .body())
                .as("all events, once the job has ended")
                .contains("event:job-finished");
        assertThat(server.items("/api/v1/jobs/" + job + "/rounds"))
                .hasSize(rounds)
                .allSatisfy(round -> {
                    assertThat(round.path("state").asString()).isEqualTo("published");
                    assertThat(round.path("counted").asInt()).isEqualTo(counted);
                });
        List<JsonNode> models = server.items("/api/v1/jobs/" + job + "/models");
        assertThat(models.stream().map(model -> model.path("digest").asString()))
                .hasSize(rounds + 1)
                .doesNotHaveDuplicates();
        return models.getLast().path("digest").asString();
    }
}
