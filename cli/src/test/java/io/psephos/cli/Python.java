package io.psephos.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Python programs of the samples, run as processes. */
final class Python {
    private static final Path SAMPLES = Path.of("..", "samples", "python").toAbsolutePath();

    private Python() {}

    /** Skips the test where this machine lacks what the samples need. */
    static void assumeItIsThere() throws InterruptedException {
        assumeThat(output("python3", "-c", "import sys; print(sys.version_info >= (3, 8))"))
                .as("python3 on the PATH, 3.8 or newer")
                .startsWith("True");
        assumeThat(output("openssl", "version"))
                .as("openssl on the PATH, 3 or newer")
                .matches("(?s)OpenSSL [3-9].*");
    }

    /** Starts a program of the samples; what it says goes to the log. */
    static Process start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-B"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(SAMPLES.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** What a command says, or why it cannot be run. */
    private static String output(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
