package io.psephos.server;

import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.server.http.connection.Losses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A client that goes away in the middle of a call is nobody's fault: counted, and told in one line for many. */
class AbandonedCallsTest {
    private static final int CALLS = 30;

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;
    static final Log LOG = new Log();

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
        server.coordinator().runs("large");
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(5_000_000))));
        server.coordinator().models.put(0L, new StoredModel(ScriptedCoordinator.JOB, 0, layout, new float[5_000_000]));
        LOG.start();
        root().addAppender(LOG);
    }

    @AfterAll
    static void stop() {
        root().detachAppender(LOG);
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST /api/v1/token, , application/x-www-form-urlencoded",
        "POST /api/v1/enrollments, , application/json",
        "POST /api/v1/jobs, admin, application/json",
        "POST /api/v1/jobs, admin, application/yaml",
        "PUT /api/v1/jobs/j-1/models/0, admin, application/x-safetensors",
        "PUT /api/v1/assignments/a-1/update, client, application/vnd.psephos.update",
        "PUT /api/v1/assignments/a-1/metrics, client, application/json",
        "PUT /api/v1/assignments/a-1/artefacts/counts, client, application/x-safetensors",
        "POST /api/v1/assignments/a-1/decline, client, application/json",
        "POST /api/v1/jobs/j-1/start, admin, application/json",
    })
    void aBodyThatIsBrokenOffIsNoError(String call, String role, String type) {
        String head = PlainSocket.head(call, token(role), "Content-Type: " + type, "Content-Length: 50");
        long before = brokenOff();
        for (int i = 0; i < CALLS; i++) {
            PlainSocket socket = new PlainSocket(server).write(head + "half");
            end(socket, i);
        }
        await(before + CALLS);
        assertThat(LOG.faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /api/v1/jobs/j-1/models/0, client",
        "GET /api/v1/offers?wait=PT10S, client",
        "GET /api/v1/jobs/j-1/events, admin",
        "GET /api/v1/jobs, admin",
        "GET /api/v1/jobs, ''",
    })
    void anAnswerThatNobodyWaitsForIsNoError(String call, String role) {
        for (int i = 0; i < CALLS; i++) {
            PlainSocket socket = PlainSocket.takingLittle(server).write(PlainSocket.head(call, token(role)));
            if (!call.contains("offers")) {
                socket.read(12);
            }
            end(socket, i);
        }
        assertThat(refusal(server.get("/api/v1/jobs/none", server.admin))).startsWith("404");
        assertThat(LOG.faults).isEmpty();
    }

    @Test
    void manyAreOneLine() {
        long lines = LOG.lines.size();
        long before = brokenOff();
        for (int i = 0; i < CALLS; i++) {
            end(
                    new PlainSocket(server)
                            .write(PlainSocket.head(
                                    "POST /api/v1/token",
                                    "",
                                    "Content-Type: application/x-www-form-urlencoded",
                                    "Content-Length: 50")),
                    0);
        }
        await(before + CALLS);
        server.server.bean(Losses.class).close();
        assertThat(LOG.lines.subList((int) lines, LOG.lines.size()))
                .hasSizeLessThanOrEqualTo(2)
                .last()
                .asString()
                .matches("connections: .*\\d+ calls were broken off by their clients.*");
    }

    private static void end(PlainSocket socket, int number) {
        if (number % 2 == 0) {
            socket.reset();
        } else {
            socket.close();
        }
    }

    private static String token(String role) {
        return role == null || role.isEmpty() ? "" : role.equals("admin") ? server.admin : device.token;
    }

    private static long brokenOff() {
        return server.server.bean(Losses.class).counted(Losses.Cause.BROKEN_OFF);
    }

    /** Calls the server until it has noticed. */
    private static void await(long count) {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (brokenOff() < count && System.nanoTime() < patience) {
            assertThat(server.get("/api/v1/jobs", server.admin).statusCode()).isEqualTo(200);
        }
        assertThat(brokenOff()).isGreaterThanOrEqualTo(count);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** All lines, and of those the faults: errors, warnings, and whatever has a stack trace. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<String> faults = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            if (event.getLevel().isGreaterOrEqual(Level.WARN) || event.getThrowableProxy() != null) {
                faults.add(event + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getClassName()));
            }
        }
    }
}
