package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Safetensors;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of docs/first-client.md, as it stands there. */
class FirstClientTest {
    private static final int ROUNDS = 20;
    private static final double RATE = 0.1;
    private static final double[] MEANS = {0.97, -1.98, 0.44};
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("mean", List.of(3))));

    @TempDir
    private Path home;

    private String page = "";

    @BeforeEach
    void readsThePage() throws Exception {
        Python.assumeItIsThere();
        page = Checkout.page("docs/first-client.md");
        Files.writeString(home.resolve("first_client.py"), client());
    }

    @Test
    void hasNoMoreLinesThanThePageSays() {
        assertThat(client().lines().filter(line -> !line.isBlank())).hasSize(45);
        assertThat(client().lines()).allMatch(line -> line.length() <= 125);
    }

    /** Its frame is that of the page, which the SDK's test holds against the Java code. */
    @Test
    void makesTheFrameOfThePage() throws Exception {
        String frame = Pattern.compile("(?m)^((?:[0-9a-f]{2} )+) +\\S.*$")
                .matcher(page)
                .results()
                .map(line -> line.group(1).replace(" ", ""))
                .collect(Collectors.joining());
        Files.writeString(
                home.resolve("frame.py"),
                client().substring(0, client().indexOf("\nserver, "))
                        + "\nassert crc32c(b'123456789') == 0xE3069283\nprint(frame(7, [True, False, True], 2).hex())\n");
        assertThat(said("python3", "-B", home.resolve("frame.py").toString())).isEqualTo(frame + "\n");
    }

    @Test
    void takesPartUntilItsRoundsAreAggregated() throws Exception {
        try (PsephosServer server = PsephosServer.start(
                ServerOptions.defaults().data(home.resolve("server")).port(0))) {
            OperatorApi operator = OperatorApi.of(server);
            String job = operator.post(
                            "/api/v1/jobs",
                            Map.of(
                                    "model", Map.of("upload", true),
                                    "schedule", Map.of("rounds", ROUNDS, "cohort", 1),
                                    "codec", Map.of("scheme", "sign"),
                                    "optimizer", Map.of("learningRate", RATE)))
                    .path("job")
                    .asString();
            model(server, job, "PUT", "0", Safetensors.write(LAYOUT, new float[3], Map.of()));
            operator.post("/api/v1/jobs/" + job + "/start", null);
            String token = operator.post("/api/v1/enrollment-tokens", Map.of("uses", 1))
                    .path("token")
                    .asString();

            said("openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
            String told =
                    said("python3", "-B", "first_client.py", server.publicUrl().toString(), token, job);

            assertThat(told.lines()).hasSize(ROUNDS).allMatch(line -> line.contains("\"fate\":\"accepted\""));
            assertThat(operator.list("/api/v1/jobs/" + job + "/rounds"))
                    .hasSize(ROUNDS)
                    .allSatisfy(round -> {
                        assertThat(round.path("state").asString()).isEqualTo("published");
                        assertThat(round.path("counted").asInt()).isEqualTo(1);
                    });
            hasLearnt(Safetensors.read(model(server, job, "GET", "latest", new byte[0]), LAYOUT));
        }
    }

    /** The commands of the page, in order; only the port is another one. */
    @Test
    @Tag("ci")
    void itsCommandsDoWhatItSays() throws Exception {
        assumeThat(said("bash", "--version")).contains("bash");
        assumeThat(said("curl", "--version")).contains("curl");
        Checkout checkout = Checkout.in(home.resolve("checkout"));
        Path folder = Files.createDirectories(checkout.folder().resolve("psephos-data/first"));
        Files.writeString(folder.resolve("first_client.py"), client());
        String commands = Pattern.compile("(?ms)^```sh\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());

        Run run = checkout.type(
                commands.replace("8080", Integer.toString(ServerProcess.freePort())) + "kill -9 $SERVER\n",
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                "bash",
                "--norc",
                "--noprofile",
                "-i");

        assertThat(run.out()).as(run.err()).contains("now running\n").contains("\"round\":19,\"fate\":\"accepted\"");
        String[] last = run.out().strip().split("\\s+");
        hasLearnt(new float[] {
            Float.parseFloat(last[last.length - 3]),
            Float.parseFloat(last[last.length - 2]),
            Float.parseFloat(last[last.length - 1])
        });
    }

    private static void hasLearnt(float[] parameters) {
        for (int i = 0; i < MEANS.length; i++) {
            assertThat((double) parameters[i]).as("mean " + i).isCloseTo(MEANS[i], within(RATE + 1e-5));
        }
    }

    private String client() {
        Matcher block = Pattern.compile("(?s)<!-- first_client.py -->\n```python\n(.*?)```\n")
                .matcher(page);
        assertThat(block.find()).as("the page has the client").isTrue();
        return block.group(1);
    }

    private static byte[] model(PsephosServer server, String job, String method, String version, byte[] body)
            throws Exception {
        URI uri = server.publicUrl().resolve("/api/v1/jobs/" + job + "/models/" + version);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(server.adminTokenFile()).strip());
        request = method.equals("GET")
                ? request.GET()
                : request.header("Content-Type", "application/x-safetensors")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        HttpResponse<byte[]> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isBetween(200, 299);
        return answer.body();
    }

    /** What a command prints, run in a folder of its own until it ends; nothing where there is no such command. */
    private String said(String... command) throws Exception {
        File log = home.resolve("said.log").toFile();
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            try {
                process.waitFor(2, TimeUnit.MINUTES);
            } finally {
                process.destroyForcibly();
            }
            return Files.readString(log.toPath());
        } catch (IOException e) {
            return "";
        }
    }
}
