package io.psephos.server;

import io.psephos.coordinator.plan.StageFactory;
import io.psephos.coordinator.plan.Stages;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server is started: settings that win over its configuration file, which wins over the defaults.
 *
 * @param settings by their names, {@code psephos.…} or a framework's
 * @param configuration a YAML or properties file, or null
 * @param stages that jobs may have
 */
public record ServerOptions(
        Map<String, String> settings, @Nullable Path configuration, Stages stages) {

    public ServerOptions {
        settings = Map.copyOf(settings);
    }

    /** Everything as it is by default. */
    public static ServerOptions defaults() {
        return new ServerOptions(Map.of(), null, Stages.builtIn());
    }

    /** Keeps what it keeps in the folder. */
    public ServerOptions data(Path folder) {
        return set("psephos.data", folder.toString());
    }

    /** Listens at the port; 0 = any that is free. */
    public ServerOptions port(int port) {
        return set("psephos.port", Integer.toString(port));
    }

    /** Is known to clients under the URL. */
    public ServerOptions publicUrl(URI url) {
        return set("psephos.public-url", url.toString());
    }

    /** Reads the file. */
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
