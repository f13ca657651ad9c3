package io.psephos.cli;

import io.psephos.server.security.AdminToken;
import io.psephos.server.security.RandomText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command {@code admin-token}, which shows or replaces the administrator's token of a data directory, also while a
 * server runs on it.
 */
@Command(
        name = "admin-token",
        description = "Tells where the administrator's token is, and replaces it.",
        mixinStandardHelpOptions = true)
final class AdminTokenCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "psephos-data",
            description = "What the server keeps; by default ${DEFAULT-VALUE}.")
    private Path data = Path.of("psephos-data");

    @Option(names = "--rotate", description = "Write a fresh token; the old one ends at once.")
    private boolean rotate;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Mixin
    private Detail detail = new Detail();

    @Override
    public Integer call() {
        Path file = data.resolve("admin.token");
        if (!Files.isRegularFile(file)) {
            throw new FailedException("there is no server's data in " + data);
        }
        if (rotate) {
            AdminToken.rotate(file, new RandomText(new SecureRandom()));
        }
        Output output = new Output(json);
        output.line((rotate ? "a fresh admin token is in " : "the admin token is in ") + file);
        output.result(Map.of("adminTokenFile", file.toAbsolutePath().toString(), "rotated", rotate));
        return 0;
    }
}
