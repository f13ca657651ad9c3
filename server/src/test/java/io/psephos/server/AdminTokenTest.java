package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.server.config.FoundationConfiguration;
import io.psephos.server.security.AdminToken;
import io.psephos.server.security.RandomText;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
    @Row("action admin-token-rotated")
    @Test
    void aFreshTokenIsALineOfTheAuditWhetherOrNotAServerRuns(@TempDir Path data) throws IOException {
        ServerOptions options = ServerOptions.defaults().data(data).port(0);
        Path file;
        try (TestServer server = new TestServer(options, FoundationConfiguration.class)) {
            file = server.server.adminTokenFile();
            assertThat(rotations(server, server.admin)).isZero();
            for (int rotation = 1; rotation <= 2; rotation++) {
                AdminToken.rotate(file, new RandomText(new SecureRandom()));
                String fresh = Files.readString(file).strip();
                assertThat(rotations(server, fresh)).isEqualTo(rotation);
                assertThat(rotations(server, fresh)).isEqualTo(rotation);
            }
        }
        try (TestServer again = new TestServer(options, FoundationConfiguration.class)) {
            assertThat(rotations(again, again.admin)).as("nothing happened").isEqualTo(2);
        }
        AdminToken.rotate(file, new RandomText(new SecureRandom()));
        try (TestServer next = new TestServer(options, FoundationConfiguration.class)) {
            assertThat(rotations(next, next.admin)).isEqualTo(3);
        }
    }

    private static long rotations(TestServer server, String admin) {
        HttpResponse<String> audit = server.get("/api/v1/audit", admin);
        assertThat(audit.statusCode()).as(audit.body()).isEqualTo(200);
        return json(audit)
                .path("items")
                .valueStream()
                .filter(line -> line.path("action").asString().equals("admin-token-rotated"))
                .filter(line -> line.path("actor").asString().equals("admin"))
                .count();
    }

    @Test
    void aReplacedTokenEndsWhileTheServerRuns(@TempDir Path data) throws IOException {
        Path home = data.resolve("deep/down");
        try (TestServer server = new TestServer(home)) {
            Path file = server.server.adminTokenFile();
            String before = server.admin;
            for (int again = 0; again < 3; again++) {
                assertThat(server.get("/api/v1/jobs", before).statusCode()).isEqualTo(200);
                AdminToken.rotate(file, new RandomText(new SecureRandom()));
                String after = Files.readString(file).strip();
                assertThat(after).isNotEqualTo(before);
                assertThat(refusal(server.get("/api/v1/jobs", before))).isEqualTo("401 invalid-token");
                before = after;
            }
            assertThat(server.get("/api/v1/jobs", before).statusCode()).isEqualTo(200);
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            assertThat(Files.getPosixFilePermissions(home)).hasSize(3);
            Files.delete(file);
            assertThat(refusal(server.get("/api/v1/jobs", before))).isEqualTo("401 invalid-token");
        }
    }
}
