package io.psephos.server.config;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.plan.Stages;
import io.psephos.coordinator.round.LocalCoordinator;
import io.psephos.coordinator.round.Ports;
import io.psephos.coordinator.round.SystemTime;
import io.psephos.hosting.HostedModels;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.storage.Durability;
import io.psephos.server.storage.PostgresAddress;
import io.psephos.server.storage.Storage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Beans of storage and coordinator. */
@Configuration(proxyBeanMethods = false)
public class FoundationConfiguration {
    private final Stages stages;

    FoundationConfiguration(Stages stages) {
        this.stages = stages;
    }

    @Bean
    Storage storage(ServerProperties properties) {
        Storage storage = open(properties);
        if (storage.durability().compareTo(properties.durability()) < 0) {
            storage.close();
            throw new IllegalStateException("psephos.durability asks for " + properties.durability()
                    + ", the database gives " + storage.durability());
        }
        return storage;
    }

    @Bean
    Journal journal(Storage storage, ServerProperties properties) {
        return storage.journal(properties.limits().keptEvents());
    }

    @Bean
    Records records(Storage storage) {
        return storage.records();
    }

    @Bean
    IdentityStore identities(Storage storage) {
        return storage.identities();
    }

    @Bean
    SystemTime systemTime() {
        return new SystemTime();
    }

    @Bean
    HostedModels hostedModels(ServerProperties properties) {
        ServerProperties.Evaluation evaluation = properties.evaluation();
        HostedModels models = evaluation.sets() == null
                ? HostedModels.builtIn(evaluation.splitSeed())
                : HostedModels.in(evaluation.sets(), evaluation.splitSeed());
        return models.upTo(MemoryConfiguration.budget(properties).mostParameters());
    }

    @Bean
    @DependsOn("storage")
    ExecutorService writer() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("job-", 0).factory());
    }

    @Bean
    ExecutorService compute() {
        return Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("compute-", 0).factory());
    }

    @Bean
    Coordinator coordinator(
            Journal journal,
            Records records,
            HostedModels models,
            ClientRegistry clients,
            SystemTime time,
            ExecutorService writer,
            ExecutorService compute) {
        return LocalCoordinator.open(new Ports(
                journal, records, models, models, models, stages, clients, time, IdSource.secure(), writer, compute));
    }

    private static Storage open(ServerProperties properties) {
        ServerProperties.Database database = properties.database();
        if (database.url() != null) {
            return Storage.postgres(new PostgresAddress(database.url(), database.user(), database.password()));
        }
        return properties.durability() == Durability.MEMORY
                ? Storage.inMemory()
                : Storage.inDirectory(properties.data());
    }
}
