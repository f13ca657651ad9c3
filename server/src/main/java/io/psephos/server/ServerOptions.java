package io.psephos.server;

import io.psephos.coordinator.plan.StageFactory;
import io.psephos.coordinator.plan.Stages;
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
 * @param stages that jobs may have
 */
public record ServerOptions(
        Map<String, String> settings, @Nullable Path configuration, Stages stages) {

    public ServerOptions {
        settings = Map.copyOf(settings);
    }

    /** Returns options with every default. */
    public static ServerOptions defaults() {
        return new ServerOptions(Map.of(), null, Stages.builtIn());
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
        return new ServerOptions(settings, file, stages);
    }

    public ServerOptions set(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new ServerOptions(more, configuration, stages);
    }

    /** Knows one more stage. */
    public ServerOptions with(StageFactory stage) {
        return new ServerOptions(settings, configuration, stages.and(stage));
    }
}
