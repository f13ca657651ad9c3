package io.psephos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.json.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of malformed and slow HTTP, over plain sockets. Waiting is a read that times out. */
class BrokenRequestTest {
    private static final int HEADERS_MILLIS = 300;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String PUBLIC = "GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults()
                        .data(data)
                        .port(0)
                        .set("psephos.limits.headers", HEADERS_MILLIS + "ms")
                        .set("psephos.limits.idle", "3s")
                        .set("psephos.limits.heartbeat", "100ms"),
                TestFoundation.class);
        device = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /api/v1/jobs\r\n\r\n",
                "GET /api/v1/jobs FTP/1.1\r\n\r\n",
                "GET /api/v1/jobs HTTP/1.1\r\nHost localhost\r\n\r\n",
                "GET /api/v1/jobs HTTP/1.1\r\nHo st: localhost\r\n\r\n",
                "GET /api/v1/jobs HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "\u0001\u0002\u0003\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whatIsNoHttpIsAProblem(String request) throws IOException {
        assertThat(code(exchange(request), 400)).isEqualTo("bad-request");
    }

    @Test
    void chunksThatAreNoneAreAProblem() throws IOException {
        String answer = exchange("POST /api/v1/jobs/j-1/start HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + server.admin + "\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n");
        assertThat(code(answer, 400)).isEqualTo("bad-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/offers?wait=%ZZ",
                "/api/v1/offers?wait=%",
                "/api/v1/jobs/%ZZ",
                "/api/v1/jobs/%2",
                "/api/v1/jobs?cursor=a^b"
            })
    void anAddressThatCannotBeReadIsAProblem(String address) throws IOException {
        String request = "GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(code(exchange(request), 400)).isEqualTo("bad-request");
    }

    @Test
    void aConnectionOutlivesAnAddressThatCannotBeRead() throws IOException {
        try (Socket socket = connect()) {
            write(socket, "GET /api/v1/jobs/%ZZ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad-request\"");
            write(socket, PUBLIC + "\r\n");
            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9_000, 400_000})
    void headersThatAreTooLargeAreAProblem(int size) throws IOException {
        String answer = exchange(PUBLIC + "X-Much: " + "x".repeat(size) + "\r\n\r\n");
        assertThat(code(answer, 400)).isEqualTo("bad-request");
        assertThat(problem(answer).path("detail").asString()).contains("headers");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 400_000})
    void aRequestLineThatIsTooLongIsAProblem(int size) throws IOException {
        String answer = exchange("GET /" + "x".repeat(size) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(code(answer, 400)).isEqualTo("bad-request");
        assertThat(problem(answer).path("detail").asString()).contains("request line");
    }

    @Test
    void theProblemOfHeadHasNoBody() throws IOException {
        String answer = exchange("HEAD /api/v1/jobs/%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
    }

    @Test
    void whatCameBeforeIsAnsweredFirst() throws IOException {
        String answers = exchange(PUBLIC + "\r\n" + "nonsense\r\n\r\n");
        assertThat(answers).startsWith("HTTP/1.1 200 ");
        assertThat(code(answers.substring(answers.lastIndexOf("HTTP/1.1 ")), 400))
                .isEqualTo("bad-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", PUBLIC, "\r\n"})
    void headersThatTrickleAreCut(String begin) throws IOException {
        try (Socket socket = connect()) {
            String answer = trickle(socket, begin);
            assertThat(code(answer, 408)).isEqualTo("timeout");
        }
    }

    @Test
    void soAreThoseOfALaterCall() throws IOException {
        try (Socket socket = connect()) {
            write(socket, PUBLIC + "\r\n");
            readAnswer(socket);
            assertThat(code(trickle(socket, PUBLIC), 408)).isEqualTo("timeout");
        }
    }

    @Test
    void aConnectionBetweenCallsHasTheTimeOfAnIdleOne() throws IOException {
        try (Socket socket = connect()) {
            quietFor(socket, 2 * HEADERS_MILLIS);
            for (int call = 0; call < 2; call++) {
                write(socket, PUBLIC + "\r\n");
                assertThat(readAnswer(socket)).startsWith("HTTP/1.1 200 ");
                quietFor(socket, 2 * HEADERS_MILLIS);
            }
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aBodyMayTakeLongerThanHeaders() throws IOException {
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /api/v1/enrollment-tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + server.admin + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{");
            quietFor(socket, 3 * HEADERS_MILLIS);
            write(socket, "}");
            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void aLongPollIsNotCutNorTheCallBehindIt() throws IOException {
        String authorized = "Host: localhost\r\nAuthorization: Bearer " + device.token + "\r\n";
        try (Socket socket = connect()) {
            write(socket, "GET /api/v1/offers?wait=PT1S HTTP/1.1\r\n" + authorized + "\r\n");
            write(socket, "GET /api/v1/assignments/a-1 HTTP/1.1\r\n");
            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 204 ");
            write(socket, authorized + "\r\n");
            assertThat(readAnswer(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aStreamIsNotCut() throws IOException {
        server.coordinator()
                .jobs
                .add(new JobView(
                        ScriptedCoordinator.JOB, Specs.spec("first"), JobState.CREATED, null, 0, 0, Instant.EPOCH));
        try (Socket socket = connect()) {
            write(
                    socket,
                    "GET /api/v1/jobs/j-1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.admin
                            + "\r\n\r\n");
            for (int beats = 0; beats < 8; ) {
                int read = socket.getInputStream().read();
                assertThat(read).isNotEqualTo(-1);
                beats += read == ':' ? 1 : 0;
            }
        }
    }

    @Test
    void underTlsItIsTheSame(@TempDir Path own) throws Exception {
        Path keys = own.resolve("keys.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String[] words = ("-genkeypair -keyalg EC -alias own -dname CN=localhost -storetype PKCS12 -storepass secret"
                        + " -keystore " + keys)
                .split(" ");
        assertThat(new ProcessBuilder(Stream.concat(Stream.of(keytool), Stream.of(words))
                                .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
        ServerOptions options = ServerOptions.defaults()
                .data(own)
                .port(0)
                .set("psephos.limits.headers", HEADERS_MILLIS + "ms")
                .set("server.ssl.key-store", keys.toString())
                .set("server.ssl.key-store-password", "secret");
        try (TestServer tls = new TestServer(options, TestFoundation.class)) {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            context.init(null, trust.getTrustManagers(), null);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket("localhost", tls.server.port())) {
                socket.startHandshake();
                assertThat(code(trickle(socket, PUBLIC), 408)).isEqualTo("timeout");
            }
            try (Socket socket = context.getSocketFactory().createSocket("localhost", tls.server.port())) {
                write(socket, PUBLIC + "X-Much: " + "x".repeat(9_000) + "\r\n\r\n");
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(code(answer, 400)).isEqualTo("bad-request");
            }
        }
    }

    /** Sends byte after byte for as long as the server listens; all that it says until it closes. */
    private static String trickle(Socket socket, String begin) throws IOException {
        socket.setSoTimeout(HEADERS_MILLIS / 10);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        write(socket, begin);
        for (int sent = 0; sent < 200; ) {
            try {
                int read = socket.getInputStream().read();
                if (read < 0) {
                    return answer.toString(StandardCharsets.UTF_8);
                }
                answer.write(read);
            } catch (SocketTimeoutException quiet) {
                write(socket, begin.equals("\r\n") ? begin : "x");
                sent++;
            }
        }
        throw new AssertionError("nobody cut the connection, which said " + answer);
    }

    private static void quietFor(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that the server says until it closes the connection. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One answer with a body of a known length, or none. */
    private static String readAnswer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            assertThat(read).as(head.toString()).isNotEqualTo(-1);
            head.append((char) read);
        }
        String text = head.toString();
        return text + new String(in.readNBytes(length(text)), StandardCharsets.UTF_8);
    }

    private static int length(String answer) {
        return answer.toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    /** The code of an answer that is whole, of that status, the last on its connection. */
    private static String code(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains("\r\ncontent-type: application/problem+json\r\n")
                .contains("\r\nconnection: close\r\n");
        JsonNode problem = problem(answer);
        assertThat(body(answer).getBytes(StandardCharsets.UTF_8)).hasSize(length(answer));
        assertThat(problem.path("type").asString()).isEqualTo("about:blank");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("detail").asString()).isNotEmpty();
        return problem.path("code").asString();
    }

    private static JsonNode problem(String answer) {
        return ProtocolJson.lenient().readTree(body(answer));
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
