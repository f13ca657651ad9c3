package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.server.config.FoundationConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated odd requests over every call: each is answered, and none is the server's fault. */
class OddRequestsTest {
    private static final int PATIENCE_MILLIS = 35_000;
    private static final int ONE_SCENE = 100;
    private static final String JOB = """
            {"name":"odd","model":{"net":"softmax","layers":[7,3],"seed":7},"schedule":{"rounds":5,"cohort":2},\
            "training":{"batch":4},"codec":{"scheme":"float32"},"aggregation":{"rule":"weighted-mean"},\
            "optimizer":{"learningRate":1.0},"evaluation":{"data":"none"}}""";

    @TempDir
    static Path data;

    static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(
                ServerOptions.defaults()
                        .data(data)
                        .port(0)
                        .set("psephos.durability", "memory")
                        .set("psephos.rates.per-address", "0")
                        .set("psephos.limits.stall", "400ms")
                        .set("psephos.limits.headers", "400ms")
                        .set("psephos.limits.longest-poll", "50ms"),
                FoundationConfiguration.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void fiveHundredAreAnsweredAndNoneWithAFault() throws IOException {
        assertThat(faults(20_261_129, 500)).isEmpty();
    }

    @Tag("nightly")
    @Test
    void twentyThousandAreAnsweredAndNoneWithAFault() throws IOException {
        assertThat(faults(1, 20_000)).isEmpty();
    }

    private static List<String> faults(long seed, int count) throws IOException {
        OddRequests requests = new OddRequests(ApiContract.published().document(), seed);
        List<String> faults = new ArrayList<>();
        OddRequests.Scene scene = scene(0);
        for (int i = 0; i < count && faults.size() < 20; i++) {
            if (i > 0 && i % ONE_SCENE == 0) {
                scene = scene(i);
            }
            OddRequests.Odd odd = requests.next(scene);
            String answer = answer(odd);
            if (!answer.matches("(?s)HTTP/1\\.1 [1-4]\\d\\d .*")) {
                faults.add("request " + i + " of seed " + seed + " was answered [" + answer + "]: " + odd);
            }
        }
        return faults;
    }

    /** A client that holds an assignment of a running job; what a request may end is there again in the next scene. */
    private static OddRequests.Scene scene(int number) {
        String job =
                json(server.post("/api/v1/jobs", server.admin, JOB)).path("job").asString();
        server.post("/api/v1/jobs/" + job + "/start", server.admin, "");
        Device device = server.enrol();
        HeldAssignment held = HeldAssignment.take(server, device, job);
        Device newcomer = new Device();
        String invitation = Device.invitation(server, "{}");
        String enrolment = newcomer.application(invitation, newcomer.proof(server, invitation, Device.in(60)));
        String form = "grant_type=client_credentials&client_assertion_type="
                + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
                + device.assertion(server);
        return new OddRequests.Scene(
                device.token,
                server.admin,
                Map.of(
                        "job",
                        job,
                        "client",
                        device.id,
                        "assignment",
                        held.offer().assignment().value(),
                        "version",
                        number % 200 == 0 ? "0" : "latest",
                        "name",
                        "counts",
                        "id",
                        "t-1"),
                Map.of(
                        "/api/v1/enrollments application/json", bytes(enrolment),
                        "/api/v1/token application/x-www-form-urlencoded", bytes(form),
                        "/api/v1/enrollment-tokens application/json",
                                bytes("{\"uses\":1,\"expiresIn\":\"P1D\",\"group\":\"default\",\"name\":\"n" + number
                                        + "\"}"),
                        "/api/v1/clients/{client}/keys application/json",
                                bytes("{\"publicKey\":\"k\",\"proof\":\"a.b.c\",\"newKeyProof\":\"a.b.c\"}"),
                        "/api/v1/clients/{client}/capabilities application/json",
                                bytes("{\"codecs\":[\"float32\"],\"maxParameters\":1000,\"secureAggregation\":false}"),
                        "/api/v1/assignments/{assignment}/decline application/json",
                                bytes("{\"reason\":\"busy\",\"lostMemory\":true}"),
                        "/api/v1/assignments/{assignment}/metrics application/json",
                                bytes("{\"loss\":0.5,\"examples\":3,\"mine\":7,\"maxAbs\":[1,2]}"),
                        "/api/v1/assignments/{assignment}/update application/vnd.psephos.update", held.update(number),
                        "/api/v1/jobs application/json", bytes(JOB),
                        "/api/v1/jobs application/yaml", bytes(JOB)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The first line of the answer, or what came in its place. */
    private static String answer(OddRequests.Odd odd) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(odd.bytes());
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int read = in.read(); read >= 0 && read != '\r'; read = in.read()) {
                line.append((char) read);
            }
            String first = line.toString();
            return first.startsWith("HTTP/1.1 1") ? "HTTP/1.1 100 " : first + " ";
        } catch (SocketTimeoutException silent) {
            return "nothing";
        } catch (IOException broken) {
            return "broken off: " + broken.getMessage();
        }
    }
}
