package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code psephos serve} ends: told to while it starts, told to while it runs, and when its storage is lost to it. */
@Tag("ci")
@Timeout(180)
class ServeEndsTest {
    private static final String JOB = "{\"name\":\"digits\",\"model\":{\"net\":\"mlp\",\"layers\":[64,512,10]},"
            + "\"schedule\":{\"cohort\":3},\"optimizer\":{\"learningRate\":0.01}}";

    @TempDir
    Path home;

    private @Nullable Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"psephos.lock", "psephos.mv.db", "token.key", "admin.token"})
    void aSignalDuringTheStartLeavesNoTraces(String file) throws Exception {
        Process started = serve("unlimited", 0);
        awaitFile(data().resolve(file));

        started.destroy();

        assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(started.exitValue()).isEqualTo(143);
        assertThat(errors()).doesNotContain("\tat ").doesNotContain(" WARN ").doesNotContain(" ERROR ");
    }

    @Test
    void aSignalEndsAServerInOrder() throws Exception {
        Process started = serve("unlimited", 0);
        awaitStart();

        started.destroy();

        assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(started.exitValue()).isEqualTo(143);
        assertThat(errors())
                .contains("the server stops", "the server has stopped")
                .doesNotContain("was open to others"); // Folder and database were made for their owner alone.
    }

    /** The file cannot grow, is closed, and belongs to somebody else when it is to be opened again. */
    @Test
    void aServerThatLosesItsStorageSaysSoAndEndsWithACodeOfItsOwn() throws Exception {
        int port = ServerProcess.freePort();
        Process started = serve("1500", port);
        awaitStart();
        try (FileChannel file = FileChannel.open(data().resolve("psephos.mv.db"), StandardOpenOption.WRITE)) {
            while (create(port) == 201) {
                assertThat(started.isAlive()).isTrue();
            }
            FileLock lock = null;
            while (lock == null && started.isAlive()) {
                lock = file.tryLock();
            }
            assertThat(started.waitFor(120, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(started.exitValue()).isEqualTo(74);
        assertThat(errors())
                .containsOnlyOnce("storage does not work")
                .containsOnlyOnce("storage is lost to this process")
                .contains("the server stops", "the server has stopped")
                .doesNotContain("\tat ");
    }

    private int create(int port) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/jobs"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + Files.readString(data().resolve("admin.token"))
                                                        .strip())
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(JOB))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode();
    }

    /** @param fileLimit how many KiB a file may grow to */
    private Process serve(String fileLimit, int port) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", "ulimit -f " + fileLimit + "; exec \"$@\"", "bash"));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Psephos.class.getName(),
                "serve",
                "--data",
                data().toString(),
                "--port",
                Integer.toString(port)));
        Process started = new ProcessBuilder(command)
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile())
                .start();
        process = started;
        return started;
    }

    private Path data() {
        return home.resolve("data");
    }

    private String errors() throws IOException {
        return Files.readString(home.resolve("err"));
    }

    private void awaitStart() throws IOException, InterruptedException {
        while (!Files.readString(home.resolve("out")).contains("admin token")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static void awaitFile(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
