package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server with the real coordinator and the operators of one test. */
abstract class OperatorFixture {
    static final String JOBS = "/api/v1/jobs";
    static final String YAML = "application/yaml";

    @TempDir
    static Path data;

    static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.inMemory(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A sound job; members before those that all have. */
    static String create(String members) {
        String model = members.contains("\"model\"") ? "" : "\"model\":{\"net\":\"softmax\",\"layers\":[64,10]},";
        String evaluation = members.contains("\"evaluation\"") ? "" : "\"evaluation\":{\"data\":\"none\"},";
        HttpResponse<String> created = post("{" + members + model + evaluation
                + "\"codec\":{\"scheme\":\"sign\"},\"optimizer\":{\"learningRate\":0.01}}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return created.headers().firstValue("Location").orElseThrow();
    }

    static String id(String job) {
        return job.substring(job.lastIndexOf('/') + 1);
    }

    static HttpResponse<String> move(String job, String move) {
        return move.equals("delete")
                ? server.send("DELETE", job, server.admin, BodyPublishers.noBody())
                : server.post(job + "/" + move, server.admin, "");
    }

    static JsonNode vote(Device device, String job) {
        String ask = "/api/v1/offers?wait=PT10S&job=" + id(job);
        put(device, json(server.get(ask, device.token)));
        return json(server.get(ask, device.token));
    }

    static void put(Device device, JsonNode offer) {
        HttpResponse<String> answer = server.send(
                "PUT",
                offer.path("links").path("update").asString(),
                device.token,
                BodyPublishers.ofByteArray(HandmadeFrame.votes(offer, 1)),
                "Content-Type",
                HandmadeFrame.TYPE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    static HttpResponse<String> post(String json) {
        return send("application/json", json);
    }

    static HttpResponse<String> yaml(String yaml) {
        return send(YAML, yaml);
    }

    static HttpResponse<String> send(String type, String body) {
        return server.send("POST", JOBS, server.admin, BodyPublishers.ofString(body), "Content-Type", type);
    }
}
