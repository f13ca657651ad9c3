package io.psephos.server.config;

import io.psephos.coordinator.journal.Journal;
import io.psephos.server.storage.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The configuration properties under {@code psephos}.
 *
 * @param data directory of the database, keys and tokens
 * @param publicUrl origin under which clients know the server; by default localhost at its port
 * @param address to listen at; outside loopback only with TLS or {@code allowInsecureHttp}
 * @param port to listen at; 0 = any that is free
 * @param accessToken lifetime of a client's access token
 * @param plugins jars with extensions that jobs may name
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
        @DefaultValue List<Path> plugins,
        @DefaultValue("process-crash") Durability durability,
        @DefaultValue Database database,
        @DefaultValue Evaluation evaluation,
        @DefaultValue Limits limits,
        @DefaultValue ConnectionProperties connections,
        @DefaultValue Rates rates,
        @DefaultValue Reputation reputation) {

    /** @throws IllegalArgumentException for a port out of range, or tokens that live for no time */
    public ServerProperties {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
        if (accessToken.isNegative() || accessToken.isZero()) {
            throw new IllegalArgumentException("access-token must be above 0, was " + accessToken);
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
     * Connection to a PostgreSQL database, used instead of the embedded one.
     *
     * @param url for JDBC; null = the embedded database in the data folder
     */
    public record Database(
            @Nullable String url,
            @DefaultValue("psephos") String user,
            @DefaultValue("") String password) {

        /** Without the password, which may also be a parameter of the URL. */
        @Override
        public String toString() {
            return url == null ? "embedded" : user + " at " + url.replaceFirst("\\?.*", "");
        }
    }

    /**
     * Data sets that the server evaluates models on.
     *
     * @param sets directory of data sets in addition to the built-in ones
     * @param splitSeed seed of the split into training and test examples, for sets without one
     */
    public record Evaluation(
            @Nullable Path sets, @DefaultValue("1") long splitSeed) {}

    /**
     * Rate limits of enrolment and token calls per minute; 0 = unlimited.
     *
     * @param perAddress calls from one IPv4 address or IPv6 network
     * @param perClient token calls of one client
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
     * The rule by which clients are quarantined for refused updates.
     *
     * @param quarantineBelow score from 0 to 1 below which a client is quarantined; 0 = never
     * @param leastVerdicts fewest verdicts that the score must rest on
     */
    public record Reputation(
            @DefaultValue("0") double quarantineBelow,
            @DefaultValue("20") long leastVerdicts) {

        /** @throws IllegalArgumentException for a score out of range */
        public Reputation {
            if (!(quarantineBelow >= 0 && quarantineBelow <= 1)) {
                throw new IllegalArgumentException(
                        "reputation.quarantine-below must be 0 to 1, was " + quarantineBelow);
            }
            if (leastVerdicts < 1) {
                throw new IllegalArgumentException("reputation.least-verdicts must be above 0, was " + leastVerdicts);
            }
        }
    }

    /**
     * Limits of requests, caches and threads.
     *
     * @param jsonBody largest JSON or form body
     * @param headers time within which a request must have sent all its headers
     * @param stall time without progress after which a body is cut off
     * @param idle time without a request after which a connection is closed
     * @param longestPoll longest wait for an offer; longer ones are shortened
     * @param heartbeat time between comments in an event stream
     * @param streams most event streams that are open
     * @param streamsPerAddress most event streams that are open from one IPv4 address or IPv6 network
     * @param modelCache total size of cached model files
     * @param modelUpload largest model file for upload
     * @param inFlight bytes that bodies and what is made of them may take in memory together; null = a third of the heap
     * @param inFlightWait longest wait for room among them
     * @param keptEvents newest events of each job that are kept
     * @param storageThreads most calls that block on storage at once
     * @param storageQueue most calls that wait for such a thread
     */
    public record Limits(
            @DefaultValue("1MB") DataSize jsonBody,
            @DefaultValue("30s") Duration headers,
            @DefaultValue("30s") Duration stall,
            @DefaultValue("75s") Duration idle,
            @DefaultValue("60s") Duration longestPoll,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("2000") int streams,
            @DefaultValue("200") int streamsPerAddress,
            @DefaultValue("256MB") DataSize modelCache,
            @DefaultValue("1GB") DataSize modelUpload,
            @Nullable DataSize inFlight,
            @DefaultValue("10s") Duration inFlightWait,
            @DefaultValue("" + Journal.KEPT_EVENTS) int keptEvents,
            @DefaultValue("32") int storageThreads,
            @DefaultValue("10000") int storageQueue) {

        /** @throws IllegalArgumentException where nothing would be let through */
        public Limits {
            requirePositive("headers", headers);
            requirePositive("stall", stall);
            requirePositive("idle", idle);
            requirePositive("longest-poll", longestPoll);
            requirePositive("heartbeat", heartbeat);
            requirePositive("in-flight-wait", inFlightWait);
            if (streams < 1 || streamsPerAddress < 1) {
                throw new IllegalArgumentException(
                        "limits.streams and limits.streams-per-address must be above 0, were " + streams + " and "
                                + streamsPerAddress);
            }
            if (keptEvents < 1) {
                throw new IllegalArgumentException("limits.kept-events must be above 0, was " + keptEvents);
            }
            if (modelUpload.toBytes() < 1 || modelUpload.toBytes() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "limits.model-upload must be 1B to " + Integer.MAX_VALUE + "B, was " + modelUpload);
            }
            if (inFlight != null && inFlight.toBytes() < 1) {
                throw new IllegalArgumentException("limits.in-flight must be above 0, was " + inFlight);
            }
            if (modelCache.isNegative()) {
                throw new IllegalArgumentException("limits.model-cache must not be negative, was " + modelCache);
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
