package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** A server that is sent files as they are, by its administrator. */
final class Intake implements AutoCloseable {
    static final String YAML = "application/yaml";
    static final String JSON = "application/json";

    private static final String JOBS = "/api/v1/jobs";

    private final PsephosServer server;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Intake(Path data) throws IOException {
        server = PsephosServer.start(ServerOptions.defaults().data(data).port(0));
        token = Files.readString(server.adminTokenFile()).strip();
    }

    /** An answer's status, and its body, which is an empty object where there is none. */
    record Answer(int status, JsonNode body) {
        String detail() {
            return body.path("detail").asString("");
        }
    }

    Answer job(String type, byte[] file) {
        return send("POST", JOBS, type, file);
    }

    /** Uploads the model of a job that was created before. */
    Answer model(Answer job, byte[] file) {
        String path = JOBS + "/" + job.body().path("job").asString() + "/models/0";
        return send("PUT", path, "application/x-safetensors", file);
    }

    void start(Answer job) {
        send("POST", JOBS + "/" + job.body().path("job").asString() + "/start", JSON, new byte[0]);
    }

    /** A token by which one client enrols. */
    String invitation() {
        return send("POST", "/api/v1/enrollment-tokens", JSON, "{}".getBytes(StandardCharsets.UTF_8))
                .body()
                .path("token")
                .asString();
    }

    URI origin() {
        return server.publicUrl();
    }

    Path tokenFile() {
        return server.adminTokenFile();
    }

    private Answer send(String method, String path, String type, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            String text = response.body().isEmpty() ? "{}" : response.body();
            return new Answer(response.statusCode(), ProtocolJson.lenient().readTree(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
