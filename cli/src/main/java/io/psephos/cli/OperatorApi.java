package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.PsephosServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A REST client for operators' calls. */
final class OperatorApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI server;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    OperatorApi(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Returns a client with the administrator's token of a server in this process. */
    static OperatorApi of(PsephosServer server) throws IOException {
        return new OperatorApi(
                server.publicUrl(), Files.readString(server.adminTokenFile()).strip());
    }

    JsonNode post(String path, @Nullable Map<String, ?> body) {
        String json = body == null ? "{}" : ProtocolJson.strict().writeValueAsString(body);
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    JsonNode get(String path) {
        return json(request(path).GET().build());
    }

    byte[] bytes(String path) {
        HttpRequest request = request(path).setHeader("Accept", "*/*").GET().build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        require(response.statusCode() == 200, request, response.statusCode(), "");
        return response.body();
    }

    /** Returns all items of a paged list. */
    List<JsonNode> list(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(path + "?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items").forEach(items::add);
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return items;
    }

    /** Returns the job's events from the first to the last, as JSON objects with their kind under {@code event}. */
    Stream<JsonNode> events(String job) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/jobs/" + job + "/events"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "0")
                .build();
        HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
        require(response.statusCode() == 200, request, response.statusCode(), "");
        String[] kind = {""};
        return response.body().<JsonNode>mapMulti((line, events) -> {
            if (line.startsWith("event:")) {
                kind[0] = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                JsonNode data = ProtocolJson.lenient().readTree(line.substring("data:".length()));
                events.accept(((tools.jackson.databind.node.ObjectNode) data).put("event", kind[0]));
            }
        });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/problem+json");
    }

    private JsonNode json(HttpRequest request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        require(response.statusCode() / 100 == 2, request, response.statusCode(), response.body());
        return ProtocolJson.lenient().readTree(response.body());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new FailedException("the server at " + server + " does not answer: " + Reason.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted", e);
        }
    }

    private static void require(boolean holds, HttpRequest request, int status, String body) {
        if (!holds) {
            throw new FailedException(
                    request.method() + " " + request.uri().getPath() + " was answered " + status + " " + body);
        }
    }
}
