package io.psephos.server.config;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.round.LocalCoordinator;
import io.psephos.coordinator.round.Ports;
import io.psephos.coordinator.round.SystemTime;
import io.psephos.hosting.HostedModels;
import io.psephos.protocol.Extensions;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.storage.Durability;
import io.psephos.server.storage.PostgresAddress;
import io.psephos.server.storage.Storage;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Beans of storage and coordinator. */
@Configuration(proxyBeanMethods = false)
public class FoundationConfiguration {
    private static final System.Logger LOG = System.getLogger(FoundationConfiguration.class.getName());

    private final KnownAlgorithms known;
    private final long start = System.nanoTime();

    FoundationConfiguration(KnownAlgorithms known) {
        this.known = known;
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
    Journal journal(Storage storage, ServerProperties properties, Extensions extensions) {
        return storage.journal(properties.limits().keptEvents(), extensions);
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
    HostedModels hostedModels(ServerProperties properties, Extensions extensions) {
        ServerProperties.Evaluation evaluation = properties.evaluation();
        return HostedModels.knowing(extensions, evaluation.sets(), evaluation.splitSeed())
                .upTo(MemoryConfiguration.budget(properties).mostParameters());
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
        long opened = System.nanoTime();
        Coordinator coordinator = LocalCoordinator.open(new Ports(
                journal,
                records,
                models,
                models,
                models,
                known.stages(),
                clients,
                time,
                IdSource.secure(),
                writer,
                compute));
        LOG.log(System.Logger.Level.INFO, beginning(coordinator.jobs(), opened));
        return coordinator;
    }

    /** What the server did before it could answer, and how long that took. */
    private String beginning(List<JobView> jobs, long opened) {
        long now = System.nanoTime();
        long running =
                jobs.stream().filter(job -> job.state() == JobState.RUNNING).count();
        return String.format(
                Locale.ROOT,
                "Database and keys opened in %.1f s, jobs taken up in %.1f s: %d, of which %d run",
                (opened - start) / 1e9,
                (now - opened) / 1e9,
                jobs.size(),
                running);
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
