package io.psephos.server.config;

import io.psephos.protocol.Extensions;
import io.psephos.protocol.PluginJars;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The extensions that jobs may name. */
@Configuration(proxyBeanMethods = false)
class ExtensionConfiguration {

    /** What the builder gave, and what the jars of {@code psephos.plugins} have. */
    @Bean
    Extensions extensions(KnownAlgorithms known, ServerProperties properties) {
        return known.extensions().and(PluginJars.load(properties.plugins()));
    }
}
