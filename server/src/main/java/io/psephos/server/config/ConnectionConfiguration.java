package io.psephos.server.config;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.psephos.server.http.connection.ConnectionWatch;
import io.psephos.server.http.connection.Connections;
import io.psephos.server.http.connection.Losses;
import io.psephos.server.http.connection.Rate;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.MemoryBudget;
import io.psephos.server.http.wire.StrangerBodies;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Beans of connections: how many there may be, how fast they must be, and what those may send whom nobody knows. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    private static final System.Logger LOG = System.getLogger("io.psephos.server.Connections");

    /** Open files that are not connections: the database, libraries, and those that are being accepted. */
    private static final long OTHER_FILES = 128;

    @Bean
    Losses losses(MeterRegistry meters) {
        return new Losses(meters, Schedulers.parallel());
    }

    @Bean
    Connections connections(ServerProperties properties, Losses losses, MeterRegistry meters) {
        Connections connections = new Connections(limits(properties.connections(), openFiles()), losses);
        Gauge.builder("psephos.connections.open", connections, Connections::count)
                .description("Open connections")
                .register(meters);
        return connections;
    }

    @Bean
    ConnectionWatch connectionWatch(Connections connections, ServerProperties properties, Losses losses) {
        Rate rate = new Rate(
                properties.connections().leastRate().toBytes(),
                properties.limits().stall());
        return new ConnectionWatch(connections, rate, losses);
    }

    @Bean
    StrangerBodies strangerBodies(JsonMapper json, ServerProperties properties, MemoryBudget budget, Losses losses) {
        ConnectionProperties connections = properties.connections();
        int body = Math.toIntExact(connections.strangerBody().toBytes());
        return new StrangerBodies(
                new Bodies(json, body, budget),
                new StrangerBodies.Limits(
                        body,
                        connections.strangerBytes().toBytes(),
                        connections.strangerBytesPerAddress().toBytes()),
                losses);
    }

    /** The limits that are set, or what the open files of the process leave of them. */
    static Connections.Limits limits(ConnectionProperties set, long openFiles) {
        int most = Math.clamp(openFiles - OTHER_FILES, 2, set.most());
        int strangers = Math.min(set.strangers(), most / 2);
        if (most < set.most()) {
            LOG.log(
                    Level.INFO,
                    "the process may have {0} open files, so connections.most is {1} and connections.strangers {2}",
                    openFiles,
                    most,
                    strangers);
        }
        return new Connections.Limits(most, set.perAddress(), strangers, set.strangersPerAddress());
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }
}
