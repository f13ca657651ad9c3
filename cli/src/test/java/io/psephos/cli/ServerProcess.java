package io.psephos.cli;

import io.psephos.protocol.json.ProtocolJson;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** {@code psephos serve} in a process of its own, to be killed. */
final class ServerProcess implements AutoCloseable {
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

    /** The same with an option for its virtual machine. */
    static ServerProcess start(Path data, int port, Map<String, String> environment, String option) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(List.of(
                        java,
                        option,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
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
                        "--json"))
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
