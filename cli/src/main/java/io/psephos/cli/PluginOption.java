package io.psephos.cli;

import io.psephos.protocol.Extensions;
import io.psephos.protocol.PluginJars;
import io.psephos.protocol.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
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

    /**
     * The digest of the jars; empty where none is given.
     *
     * @throws FailedException for one that cannot be read
     */
    String digest() {
        if (jars.isEmpty()) {
            return "";
        }
        MessageDigest digest = Sha256.start();
        for (Path jar : jars) {
            try {
                digest.update(Sha256.of(Files.readAllBytes(jar)));
            } catch (IOException e) {
                throw new FailedException("--plugin: the plug-in " + jar + " cannot be read", e);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
