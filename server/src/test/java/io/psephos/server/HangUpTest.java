package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Callers who hang up, before, in and after their bodies and in the middle of answers: the log says nothing of them. */
class HangUpTest {
    @TempDir
    Path data;

    @Test
    void whoHangsUpIsNoFailureOfTheServer() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        try (TestServer server = TestServer.inMemory(data)) {
            String job = TestServer.json(server.post("/api/v1/jobs", server.admin, """
                            {"name": "d", "model": {"net": "mlp", "layers": [64, 5000, 10]},
                             "schedule": {"cohort": 3}, "optimizer": {"learningRate": 0.01}}"""))
                    .path("job")
                    .asString();
            lines.start();
            root.addAppender(lines);
            String caller = "Host: x\r\nAuthorization: Bearer " + server.admin + "\r\n";
            for (int time = 0; time < 20; time++) {
                for (String request : List.of(
                        "GET /api/v1/jobs HTTP/1.1\r\nHost",
                        "GET /api/v1/jobs HTTP/1.1\r\n" + caller + "\r\n",
                        "GET /api/v1/jobs/" + job + "/models/0 HTTP/1.1\r\n" + caller + "\r\n",
                        "GET /api/v1/jobs/" + job + "/events HTTP/1.1\r\n" + caller + "\r\n",
                        "POST /api/v1/jobs HTTP/1.1\r\n" + caller
                                + "Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{",
                        "PUT /api/v1/jobs/" + job + "/models/0 HTTP/1.1\r\n" + caller
                                + "Content-Type: application/x-safetensors\r\nContent-Length: 99999\r\n\r\nxxx",
                        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                + "Content-Length: 1000\r\n\r\na=")) {
                    hangUp(server, request, time % 2 == 0);
                }
            }
            assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        } finally {
            root.detachAppender(lines);
        }
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    private static void hangUp(TestServer server, String request, boolean waits) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            if (waits && request.startsWith("GET") && request.endsWith("\r\n")) {
                socket.getInputStream().readNBytes(100);
            }
            socket.setSoLinger(true, 0);
        }
    }
}
