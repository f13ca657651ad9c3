package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.server.security.AdminToken;
import io.psephos.server.security.RandomText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
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
