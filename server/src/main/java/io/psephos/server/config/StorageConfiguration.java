package io.psephos.server.config;

import io.psephos.server.storage.Storage;
import io.psephos.server.storage.StorageCondition;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Beans that tell of storage: readiness is down while it does not work, liveness once it is lost. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    /** The bean's name is what the group of readiness includes. */
    @Bean
    ReactiveHealthIndicator storageHealthIndicator(Storage storage, ApplicationContext context) {
        StorageCondition condition = storage.condition();
        condition.broken().thenAccept(reason -> AvailabilityChangeEvent.publish(context, LivenessState.BROKEN));
        return () -> Mono.fromSupplier(() -> (condition.isWorking() ? Health.up() : Health.down()).build());
    }
}
