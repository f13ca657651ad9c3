package io.psephos.server.config;

import io.psephos.server.http.wire.MemoryBudget;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shares of the heap: what calls may take together, and what is kept to be sent again. */
@Configuration(proxyBeanMethods = false)
class MemoryConfiguration {
    private static final int IN_FLIGHT = 3;
    private static final int CACHED = 8;

    @Bean
    MemoryBudget memoryBudget(ServerProperties properties) {
        return budget(properties);
    }

    static MemoryBudget budget(ServerProperties properties) {
        return new MemoryBudget(
                properties.limits().inFlight() == null
                        ? Runtime.getRuntime().maxMemory() / IN_FLIGHT
                        : properties.limits().inFlight().toBytes(),
                properties.limits().inFlightWait());
    }

    /** What the operator asks for, but no more than a small heap can spare. */
    static long cache(ServerProperties.Limits limits) {
        return Math.min(limits.modelCache().toBytes(), Runtime.getRuntime().maxMemory() / CACHED);
    }
}
