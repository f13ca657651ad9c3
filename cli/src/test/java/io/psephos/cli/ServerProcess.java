package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code psephos serve} in a process of its own, to be killed. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern ALIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private final Process process;
    private final JsonNode facts;

    private ServerProcess(Process process, JsonNode facts) {
        this.process = process;
        this.facts = facts;
    }

    /** Starts a server and returns once it says that it listens. */
    static ServerProcess start(Path data, int port) throws IOException {
        return start(data, port, Map.of());
    }

    /** The same with more environment variables. */
    static ServerProcess start(Path data, int port, Map<String, String> environment) throws IOException {
        return start(data, port, environment, "-Xshare:auto");
    }

    /** The same with an option for its virtual machine, which is made to start fast and not to run for long. */
    static ServerProcess start(Path data, int port, Map<String, String> environment, String option) throws IOException {
        return startWith(data, port, environment, List.of(option, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    /** The same with all options for its virtual machine. */
    static ServerProcess startWith(Path data, int port, Map<String, String> environment, List<String> options)
            throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Psephos.class.getName(),
                "serve",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port),
                "--json"));
        ProcessBuilder command = new ProcessBuilder(words)
                .redirectError(new File(data.getParent().toFile(), "server.err"));
        command.environment().putAll(environment);
        Process process = command.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{")) {
                return new ServerProcess(process, ProtocolJson.lenient().readTree(line));
            }
        }
        throw new IOException("the server ended before it listened; see " + data.getParent() + "/server.err");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What is alive after a full collection, in bytes. */
    long heapAfterCollection() throws IOException, InterruptedException {
        String said = jcmd("GC.class_histogram");
        Matcher total = ALIVE.matcher(said);
        if (!total.find()) {
            throw new IOException("the virtual machine does not say what is alive: " + said);
        }
        return Long.parseLong(total.group(1));
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked = new ProcessBuilder(program, Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return said;
    }

    OperatorApi operator() throws IOException {
        return new OperatorApi(url(), Files.readString(adminTokenFile()).strip());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    URI url() {
        return URI.create(facts.path("url").asString());
    }

    Path adminTokenFile() {
        return Path.of(facts.path("adminTokenFile").asString());
    }

    /** SIGKILL, and nothing of the process is left. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM: an orderly end. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
