package io.psephos.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.server.storage.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ServerPropertiesTest {
    private static final Map<String, String> ALL = Map.ofEntries(
            Map.entry("psephos.data", "/srv/votes"),
            Map.entry("psephos.public-url", "https://votes.example"),
            Map.entry("psephos.address", "0.0.0.0"),
            Map.entry("psephos.port", "443"),
            Map.entry("psephos.allow-insecure-http", "true"),
            Map.entry("psephos.access-token", "PT5M"),
            Map.entry("psephos.durability", "power-loss"),
            Map.entry("psephos.database.url", "jdbc:postgresql://db/votes"),
            Map.entry("psephos.database.user", "teller"),
            Map.entry("psephos.database.password", "secret"),
            Map.entry("psephos.evaluation.sets", "/srv/sets"),
            Map.entry("psephos.evaluation.split-seed", "7"),
            Map.entry("psephos.limits.json-body", "2MB"),
            Map.entry("psephos.limits.headers", "500ms"),
            Map.entry("psephos.limits.stall", "1s"),
            Map.entry("psephos.limits.idle", "2s"),
            Map.entry("psephos.limits.longest-poll", "3s"),
            Map.entry("psephos.limits.heartbeat", "4s"),
            Map.entry("psephos.limits.streams", "10"),
            Map.entry("psephos.limits.streams-per-address", "11"),
            Map.entry("psephos.limits.model-cache", "3MB"),
            Map.entry("psephos.limits.model-upload", "4MB"),
            Map.entry("psephos.limits.in-flight", "7MB"),
            Map.entry("psephos.limits.in-flight-wait", "8s"),
            Map.entry("psephos.limits.kept-events", "9"),
            Map.entry("psephos.limits.storage-threads", "5"),
            Map.entry("psephos.limits.storage-queue", "6"),
            Map.entry("psephos.plugins", "/srv/one.jar,/srv/two.jar"),
            Map.entry("psephos.connections.most", "14"),
            Map.entry("psephos.connections.per-address", "13"),
            Map.entry("psephos.connections.strangers", "12"),
            Map.entry("psephos.connections.strangers-per-address", "11"),
            Map.entry("psephos.connections.least-rate", "2KB"),
            Map.entry("psephos.connections.stranger-body", "3KB"),
            Map.entry("psephos.connections.stranger-bytes", "4KB"),
            Map.entry("psephos.connections.stranger-bytes-per-address", "5KB"),
            Map.entry("psephos.rates.per-address", "7"),
            Map.entry("psephos.rates.per-client", "8"),
            Map.entry("psephos.reputation.quarantine-below", "0.25"),
            Map.entry("psephos.reputation.least-verdicts", "9"));

    @Test
    void theDefaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ServerProperties(
                        Path.of("psephos-data"),
                        null,
                        "127.0.0.1",
                        8080,
                        false,
                        Duration.ofMinutes(15),
                        List.of(),
                        Durability.PROCESS_CRASH,
                        new ServerProperties.Database(null, "psephos", ""),
                        new ServerProperties.Evaluation(null, 1),
                        new ServerProperties.Limits(
                                DataSize.ofMegabytes(1),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(75),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(15),
                                2000,
                                200,
                                DataSize.ofMegabytes(256),
                                DataSize.ofGigabytes(1),
                                null,
                                Duration.ofSeconds(10),
                                100_000,
                                32,
                                10_000),
                        new ConnectionProperties(
                                10_000,
                                5000,
                                1000,
                                250,
                                DataSize.ofKilobytes(1),
                                DataSize.ofKilobytes(8),
                                DataSize.ofMegabytes(16),
                                DataSize.ofMegabytes(1)),
                        new ServerProperties.Rates(3000, 600),
                        new ServerProperties.Reputation(0, 20)));
    }

    @Test
    void everyKeyCanBeSet() {
        ServerProperties bound = bind(ALL);
        assertThat(bound)
                .isEqualTo(new ServerProperties(
                        Path.of("/srv/votes"),
                        URI.create("https://votes.example"),
                        "0.0.0.0",
                        443,
                        true,
                        Duration.ofMinutes(5),
                        List.of(Path.of("/srv/one.jar"), Path.of("/srv/two.jar")),
                        Durability.POWER_LOSS,
                        new ServerProperties.Database("jdbc:postgresql://db/votes", "teller", "secret"),
                        new ServerProperties.Evaluation(Path.of("/srv/sets"), 7),
                        new ServerProperties.Limits(
                                DataSize.ofMegabytes(2),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                10,
                                11,
                                DataSize.ofMegabytes(3),
                                DataSize.ofMegabytes(4),
                                DataSize.ofMegabytes(7),
                                Duration.ofSeconds(8),
                                9,
                                5,
                                6),
                        new ConnectionProperties(
                                14,
                                13,
                                12,
                                11,
                                DataSize.ofKilobytes(2),
                                DataSize.ofKilobytes(3),
                                DataSize.ofKilobytes(4),
                                DataSize.ofKilobytes(5)),
                        new ServerProperties.Rates(7, 8),
                        new ServerProperties.Reputation(0.25, 9)));
        assertThat(bound.toString()).doesNotContain("secret");
    }

    @Test
    void whatWouldLetNothingThroughIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("psephos.limits.stall", "0s"))).hasStackTraceContaining("stall");
        assertThatThrownBy(() -> bind(Map.of("psephos.limits.headers", "0s"))).hasStackTraceContaining("headers");
        assertThatThrownBy(() -> bind(Map.of("psephos.limits.kept-events", "0")))
                .hasStackTraceContaining("kept-events");
        assertThatThrownBy(() -> bind(Map.of("psephos.connections.most", "1000")))
                .hasStackTraceContaining("connections.strangers must be below connections.most, which is 1000");
        assertThatThrownBy(() -> bind(Map.of("psephos.connections.stranger-body", "2MB")))
                .hasStackTraceContaining("1B to 1MB");
        assertThatThrownBy(() -> bind(Map.of("psephos.connections.stranger-bytes", "1KB")))
                .hasStackTraceContaining("stranger-bytes must have room");
        assertThatThrownBy(() -> bind(Map.of("psephos.port", "70000"))).hasStackTraceContaining("70000");
        assertThatThrownBy(() -> bind(Map.of("psephos.limits.storage-threads", "0")))
                .hasStackTraceContaining("0 storage threads");
    }

    private static ServerProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("psephos", ServerProperties.class);
    }
}
