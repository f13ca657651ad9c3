package io.psephos.server.config;

import io.psephos.server.storage.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a deployment may set, under {@code psephos}.
 *
 * @param data folder of everything that the server keeps
 * @param publicUrl origin under which clients know the server; by default localhost at its port
 * @param address to listen at; outside loopback only with TLS or {@code allowInsecureHttp}
 * @param port to listen at; 0 = any that is free
 * @param accessToken how long a client's token is good
 * @param durability what an acknowledged commit must survive at least; a database that gives less is refused
 */
@ConfigurationProperties("psephos")
public record ServerProperties(
        @DefaultValue("psephos-data") Path data,
        @Nullable URI publicUrl,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("8080") int port,
        @DefaultValue("false") boolean allowInsecureHttp,
        @DefaultValue("PT15M") Duration accessToken,
        @DefaultValue("process-crash") Durability durability,
        @DefaultValue Database database,
        @DefaultValue Evaluation evaluation,
        @DefaultValue Limits limits,
        @DefaultValue Rates rates,
        @DefaultValue Reputation reputation) {

    /** @throws IllegalArgumentException for a port out of range */
    public ServerProperties {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
    }

    /** The file that holds the administrator's bearer token. */
    public Path adminTokenFile() {
        return data.resolve("admin.token");
    }

    /** The file that holds the key under which access tokens are signed. */
    public Path tokenKeyFile() {
        return data.resolve("token.key");
    }

    /**
     * A PostgreSQL database in place of the embedded one.
     *
     * @param url for JDBC; null = the embedded database in the data folder
     */
    public record Database(
            @Nullable String url,
            @DefaultValue("psephos") String user,
            @DefaultValue("") String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return url == null ? "embedded" : user + " at " + url;
        }
    }

    /**
     * Examples on which the server judges models.
     *
     * @param sets folder of data sets beside the built-in ones
     * @param splitSeed of sets that come in one piece
     */
    public record Evaluation(
            @Nullable Path sets, @DefaultValue("1") long splitSeed) {}

    /**
     * How often enrolment and token may be called in a minute; 0 = as often as anybody likes.
     *
     * @param perAddress from one IPv4 address or IPv6 network
     * @param perClient tokens that one client asks for
     */
    public record Rates(
            @DefaultValue("3000") int perAddress,
            @DefaultValue("600") int perClient) {

        /** @throws IllegalArgumentException for less than none */
        public Rates {
            if (perAddress < 0 || perClient < 0) {
                throw new IllegalArgumentException(
                        "rates must not be negative, were " + perAddress + " and " + perClient);
            }
        }
    }

    /**
     * When a client is put into quarantine for what became of its updates.
     *
     * @param quarantineBelow score, from 0 to 1, below which it is; 0 = never
     * @param leastVerdicts that the score has to rest on
     */
    public record Reputation(
            @DefaultValue("0") double quarantineBelow,
            @DefaultValue("20") long leastVerdicts) {}

    /**
     * How much of what a caller may ask for.
     *
     * @param jsonBody largest JSON or form body
     * @param headers a request that has begun and has not said all its headers after so long is cut
     * @param stall a body that makes no progress for so long is cut
     * @param idle a connection without a request for so long is closed
     * @param longestPoll longer waits for an offer are shortened to this
     * @param heartbeat between comments in a stream of events
     * @param modelCache model files kept ready to be sent
     * @param modelUpload largest model file that is taken
     * @param keptEvents newest events of each job that are kept
     * @param storageThreads calls that may wait for storage at once
     * @param storageQueue calls that may stand in line behind them
     */
    public record Limits(
            @DefaultValue("1MB") DataSize jsonBody,
            @DefaultValue("30s") Duration headers,
            @DefaultValue("30s") Duration stall,
            @DefaultValue("75s") Duration idle,
            @DefaultValue("60s") Duration longestPoll,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("256MB") DataSize modelCache,
            @DefaultValue("1GB") DataSize modelUpload,
            @DefaultValue("100000") int keptEvents,
            @DefaultValue("32") int storageThreads,
            @DefaultValue("10000") int storageQueue) {

        /** @throws IllegalArgumentException where nothing would be let through */
        public Limits {
            requirePositive("headers", headers);
            requirePositive("stall", stall);
            requirePositive("idle", idle);
            requirePositive("longest-poll", longestPoll);
            requirePositive("heartbeat", heartbeat);
            if (keptEvents < 1) {
                throw new IllegalArgumentException("limits.kept-events must be above 0, was " + keptEvents);
            }
            if (storageThreads < 1 || storageQueue < 1 || jsonBody.toBytes() < 1 || jsonBody.toMegabytes() > 1024) {
                throw new IllegalArgumentException("limits must let something through, were " + jsonBody + ", "
                        + storageThreads + " storage threads, " + storageQueue + " in line");
            }
        }

        private static void requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("limits." + name + " must be above 0, was " + value);
            }
        }
    }
}
