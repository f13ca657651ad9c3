package io.psephos.server;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.config.FoundationConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** A server on a free port with the test foundation, and an HTTP client for it that validates every answer. */
final class TestServer implements AutoCloseable {
    private static final ApiContract CONTRACT = ApiContract.published();

    final PsephosServer server;
    final String admin;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer(Path data) {
        this(ServerOptions.defaults().data(data).port(0), TestFoundation.class);
    }

    TestServer(ServerOptions options, Class<?> foundation) {
        server = PsephosServer.start(options, foundation);
        admin = read(server.adminTokenFile());
    }

    /** The whole server, with a journal that it forgets. */
    static TestServer inMemory(Path data) {
        return new TestServer(
                ServerOptions.defaults().data(data).port(0).set("psephos.durability", "memory"),
                FoundationConfiguration.class);
    }

    ScriptedCoordinator coordinator() {
        return server.bean(ScriptedCoordinator.class);
    }

    MemoryRecords journal() {
        return server.bean(MemoryRecords.class);
    }

    Device enrol() {
        return Device.enrolled(this);
    }

    String issuer() {
        return server.publicUrl().toString();
    }

    HttpResponse<String> get(String path, String token) {
        return send("GET", path, token, BodyPublishers.noBody());
    }

    /** What stands on all pages of a list. */
    List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "0";
        do {
            JsonNode page = json(get(path + "?limit=500&cursor=" + cursor, admin));
            page.path("items").forEach(items::add);
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return items;
    }

    HttpResponse<String> post(String path, String token, String json) {
        return send("POST", path, token, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    HttpResponse<String> send(String method, String path, String token, BodyPublisher body, String... headers) {
        return send(request(method, path, token, body, headers), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path, String token, String... headers) {
        return send(request("GET", path, token, BodyPublishers.noBody(), headers), BodyHandlers.ofByteArray());
    }

    HttpRequest request(String method, String path, String token, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CONTRACT.check(http.send(request, handler));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return http.sendAsync(request, handler).thenApply(CONTRACT::check);
    }

    static JsonNode json(HttpResponse<String> response) {
        return ProtocolJson.lenient().readTree(response.body());
    }

    /** Status, code and media type of a refusal, as one text that assertions compare. */
    static String refusal(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("none");
        if (!type.equals("application/problem+json")) {
            return response.statusCode() + " " + type + " " + response.body();
        }
        JsonNode problem = json(response);
        boolean whole = problem.path("status").asInt() == response.statusCode()
                && problem.path("type").asString("").equals("about:blank")
                && problem.has("title");
        return response.statusCode() + " " + problem.path("code").asString("none") + (whole ? "" : " in part");
    }

    @Override
    public void close() {
        server.close();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
