package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what a client says while it waits: host, port and cause, no class names. */
@Timeout(60)
class UnreachableTest {
    @TempDir
    Path data;

    @Test
    void namesARefusedConnection() throws IOException {
        int port;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = once.getLocalPort();
        }

        assertThat(reason("http://127.0.0.1:" + port)).isEqualTo("127.0.0.1:" + port + ": connection refused");
    }

    @Test
    void namesAnUnknownHost() {
        assertThat(reason("http://psephos.invalid")).isEqualTo("psephos.invalid:80: the host's name is unknown");
    }

    @Test
    void namesAServerThatHangsUp() throws IOException {
        try (ServerSocket server = answering("")) {
            assertThat(reason("http://127.0.0.1:" + server.getLocalPort()))
                    .startsWith("127.0.0.1:" + server.getLocalPort() + ": ")
                    .doesNotContain("Exception")
                    .hasSizeGreaterThan(30);
        }
    }

    @Test
    void namesAServerThatDoesNotSpeakTls() throws IOException {
        try (ServerSocket server = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            String place = "127.0.0.1:" + server.getLocalPort();
            assertThat(reason("https://" + place)).startsWith(place + ": TLS failed: ");
        }
    }

    @Test
    void namesAServerThatIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThat(reason("http://127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(500)))
                    .isEqualTo("127.0.0.1:" + silent.getLocalPort() + ": request timed out");
        }
    }

    /** A server that says this to whoever connects, and hangs up. */
    private static ServerSocket answering(String text) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        new Thread(() -> answer(server, text)).start();
        return server;
    }

    private static void answer(ServerSocket server, String text) {
        while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
                caller.getInputStream().read();
                caller.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The caller has left, or the test is over.
            }
        }
    }

    private String reason(String server) {
        return reason(server, Duration.ofSeconds(30));
    }

    /** The first reason to wait. */
    private String reason(String server, Duration timeout) {
        AtomicReference<String> reason = new AtomicReference<>();
        PsephosClient[] self = new PsephosClient[1];
        self[0] = PsephosClient.builder()
                .server(URI.create(server))
                .enrolmentToken("t")
                .dataDirectory(data)
                .requestTimeout(timeout)
                .listener(progress -> {
                    if (progress instanceof Progress.ServerUnreachable away) {
                        reason.compareAndSet(null, away.reason());
                        self[0].close();
                    }
                })
                .build();
        self[0].takePart(task -> {
            throw new AssertionError("there is no server");
        });
        return reason.get();
    }
}
