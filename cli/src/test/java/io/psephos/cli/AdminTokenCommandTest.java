package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenCommandTest {
    @TempDir
    private Path data;

    @Row("psephos admin-token")
    @Test
    void itReplacesTheTokenOnlyWhenTold() throws IOException {
        Path file = Files.writeString(data.resolve("admin.token"), "psa-" + "A".repeat(43) + "\n");
        String before = Files.readString(file);
        assertThat(Psephos.run("admin-token", "--data", data.toString())).isZero();
        assertThat(file).hasContent(before);

        assertThat(Psephos.run("admin-token", "--rotate", "--data", data.toString()))
                .isZero();
        assertThat(Files.readString(file)).isNotEqualTo(before).matches("psa-[A-Za-z0-9_-]{43}\n");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(data).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void besideARunningServerItIsALineOfTheAudit() throws IOException {
        try (PsephosServer server =
                PsephosServer.start(ServerOptions.defaults().data(data).port(0))) {
            assertThat(Psephos.run("admin-token", "--rotate", "--data", data.toString()))
                    .isZero();

            OperatorApi operator = OperatorApi.of(server);
            assertThat(operator.list("/api/v1/audit"))
                    .extracting(line -> line.path("action").asString())
                    .containsExactly("admin-token-rotated");
        }
    }

    @Test
    void whereNoServerWasThereIsNothingToReplace() {
        assertThat(Psephos.run("admin-token", "--rotate", "--data", data.toString()))
                .isNotZero();
        assertThat(data).isEmptyDirectory();
    }
}
