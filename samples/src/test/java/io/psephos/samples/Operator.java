package io.psephos.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.PsephosServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import tools.jackson.databind.JsonNode;

/** The calls of a server's administrator; each must succeed. */
record Operator(URI server, String token, HttpClient http) {

    static Operator of(PsephosServer server) throws IOException {
        String token = Files.readString(server.adminTokenFile()).strip();
        return new Operator(server.publicUrl(), token, HttpClient.newHttpClient());
    }

    byte[] get(String path) throws Exception {
        return answer(request(path).GET(), path);
    }

    JsonNode post(String path, String type, String body) throws Exception {
        return json(answer(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)), path));
    }

    void put(String path, String type, byte[] body) throws Exception {
        answer(request(path).header("Content-Type", type).PUT(BodyPublishers.ofByteArray(body)), path);
    }

    static JsonNode json(byte[] body) {
        return ProtocolJson.lenient().readTree(body);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private byte[] answer(HttpRequest.Builder request, String path) throws Exception {
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(path + ": " + new String(answer.body(), StandardCharsets.UTF_8))
                .isBetween(200, 299);
        return answer.body();
    }
}
