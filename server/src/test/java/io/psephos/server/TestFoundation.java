package io.psephos.server;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the HTTP layer stands on in its own tests. */
@Configuration(proxyBeanMethods = false)
class TestFoundation {

    @Bean
    MemoryIdentityStore identities() {
        return new MemoryIdentityStore();
    }

    @Bean
    MemoryJournal journal() {
        return new MemoryJournal();
    }

    @Bean
    ScriptedCoordinator coordinator() {
        return new ScriptedCoordinator();
    }
}
