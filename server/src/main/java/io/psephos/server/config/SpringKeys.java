package io.psephos.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The configuration keys that the Spring modules on the class path say they have. */
final class SpringKeys {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private final Set<ConfigurationPropertyName> keys = new HashSet<>();
    private final Set<ConfigurationPropertyName> maps = new HashSet<>();

    /** Reads what the modules say; an app that packs jars into one may have lost it, and then every key is known. */
    static SpringKeys onClassPath() {
        SpringKeys found = new SpringKeys();
        try {
            for (URL url : Collections.list(SpringKeys.class.getClassLoader().getResources(METADATA))) {
                try (InputStream in = url.openStream()) {
                    found.add(JsonMapper.shared().readTree(in));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    boolean knows(ConfigurationPropertyName key) {
        return keys.isEmpty() || keys.contains(key) || maps.stream().anyMatch(map -> map.isAncestorOf(key));
    }

    private void add(JsonNode module) {
        for (JsonNode property : module.path("properties")) {
            boolean gone =
                    "error".equals(property.path("deprecation").path("level").asString(""));
            String name = property.path("name").asString("");
            if (!gone && ConfigurationPropertyName.isValid(name)) {
                ConfigurationPropertyName key = ConfigurationPropertyName.of(name);
                keys.add(key);
                if (holdsMore(property.path("type").asString(""))) {
                    maps.add(key);
                }
            }
        }
    }

    private static boolean holdsMore(String type) {
        return type.startsWith("java.util.Map")
                || type.startsWith("java.util.List")
                || type.startsWith("java.util.Set");
    }
}
