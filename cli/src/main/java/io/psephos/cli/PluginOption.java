package io.psephos.cli;

import io.psephos.protocol.extension.Extensions;
import io.psephos.protocol.extension.PluginJars;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for jars with extensions, which are loaded once. */
final class PluginOption {
    @Option(
            names = "--plugin",
            paramLabel = "FILE.jar",
            description = "A jar with extensions that job files name as x-…; may be given several times.")
    private List<Path> jars = List.of();

    private @Nullable Extensions loaded;

    /** @throws FailedException for a file that is no jar with extensions */
    Extensions extensions() {
        Extensions known = loaded;
        if (known == null) {
            try {
                known = PluginJars.load(jars);
            } catch (IllegalArgumentException e) {
                throw new FailedException("--plugin: " + e.getMessage(), e);
            }
            loaded = known;
        }
        return known;
    }
}
