package io.psephos.server;

import io.psephos.coordinator.plan.StageFactory;
import io.psephos.protocol.Extension;
import io.psephos.protocol.Extensions;
import io.psephos.server.config.KnownAlgorithms;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options by which a server is started. Settings override its configuration file, which overrides the defaults.
 *
 * @param settings values by property name, {@code psephos.…} or a framework's
 * @param configuration a YAML or properties file, or null
 * @param algorithms that jobs may have
 */
public record ServerOptions(
        Map<String, String> settings, @Nullable Path configuration, KnownAlgorithms algorithms) {

    public ServerOptions {
        settings = Map.copyOf(settings);
    }

    /** Returns options with every default. */
    public static ServerOptions defaults() {
        return new ServerOptions(Map.of(), null, KnownAlgorithms.builtIn());
    }

    /** Sets the data directory. */
    public ServerOptions data(Path folder) {
        return set("psephos.data", folder.toString());
    }

    /** Sets the port to listen at; 0 = any that is free. */
    public ServerOptions port(int port) {
        return set("psephos.port", Integer.toString(port));
    }

    /** Sets the URL under which clients know the server. */
    public ServerOptions publicUrl(URI url) {
        return set("psephos.public-url", url.toString());
    }

    /** Sets the configuration file. */
    public ServerOptions configuration(Path file) {
        return new ServerOptions(settings, file, algorithms);
    }

    public ServerOptions set(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new ServerOptions(more, configuration, algorithms);
    }

    /** Knows one more stage. */
    public ServerOptions with(StageFactory stage) {
        return new ServerOptions(
                settings, configuration, new KnownAlgorithms(algorithms.stages().and(stage), algorithms.extensions()));
    }

    /**
     * Knows more extensions, which jobs may name.
     *
     * @throws IllegalArgumentException for a name that another one of the family has
     */
    public ServerOptions with(Extensions extensions) {
        return new ServerOptions(
                settings,
                configuration,
                new KnownAlgorithms(algorithms.stages(), algorithms.extensions().and(extensions)));
    }

    /** Knows more extensions, which jobs may name. */
    public ServerOptions with(Extension... extensions) {
        return with(Extensions.of(extensions));
    }
}
