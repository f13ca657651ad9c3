package io.psephos.server;

import io.psephos.server.security.IdentityStore;
import io.psephos.server.storage.Storage;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Beans that the HTTP layer needs in its own tests. */
@Configuration(proxyBeanMethods = false)
class TestFoundation {

    @Bean
    Storage storage() {
        return Storage.inMemory();
    }

    @Bean
    IdentityStore identities(Storage storage) {
        return storage.identities();
    }

    @Bean
    MemoryRecords journal() {
        return new MemoryRecords();
    }

    @Bean
    ScriptedCoordinator coordinator() {
        return new ScriptedCoordinator();
    }

    @Bean
    Routes routes(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
        return new Routes(handlers);
    }

    /** Every call that the server takes. */
    record Routes(RequestMappingHandlerMapping handlers) {}
}
