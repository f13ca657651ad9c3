package io.psephos.server;

import io.psephos.server.config.FoundationConfiguration;
import io.psephos.server.config.ServerApplication;
import io.psephos.server.config.ServerProperties;
import io.psephos.server.config.SettingsCheck;
import io.psephos.server.http.wire.PublicUrl;
import io.psephos.server.storage.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A running Psephos server. A test of a client starts one in its own process, with a fresh folder and at any free port;
 * there may be several at a time:
 *
 * <pre>{@code
 * try (PsephosServer server = PsephosServer.start(ServerOptions.defaults().data(folder).port(0))) {
 *     String administrator = Files.readString(server.adminTokenFile()).strip(); // Authorization: Bearer ...
 *     URI jobs = server.publicUrl().resolve("/api/v1/jobs");
 *     ...
 * }
 * }</pre>
 *
 * <p>With {@code .set("psephos.durability", "memory")} the database is kept in memory and ends with the server.
 */
public final class PsephosServer implements AutoCloseable {
    /** The bean of the algorithms that were added, which every server's context has before all others. */
    static final String ALGORITHMS = "algorithms";

    /** Not the JDK's, which falls silent as soon as the process is told to end. */
    private static final Logger LOG = LoggerFactory.getLogger(PsephosServer.class);

    private static final Map<String, Object> HOUSE_RULES = Map.ofEntries(
            Map.entry("spring.jmx.enabled", "false"),
            Map.entry("spring.web.resources.add-mappings", "false"),
            Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "5s"),
            Map.entry("server.shutdown", "graceful"),
            Map.entry("management.endpoints.web.exposure.include", "health,metrics"),
            Map.entry("management.endpoints.web.discovery.enabled", "false"),
            Map.entry("management.endpoint.health.probes.enabled", "true"),
            Map.entry("management.endpoint.health.group.readiness.include", "readinessState,storage"),
            // Whoever started the server stops it, and still has things to say meanwhile.
            Map.entry("logging.register-shutdown-hook", "false"),
            Map.entry("logging.level.root", "warn"),
            Map.entry("logging.level.io.psephos", "info"),
            Map.entry("logging.level.org.flywaydb", "error"),
            Map.entry("logging.level.org.springframework", "error"),
            Map.entry("logging.level.org.springframework.boot.SpringApplication", "off"),
            // Trouble with storage is told once and not by every call that meets it.
            Map.entry("logging.level.com.zaxxer.hikari", "off"),
            Map.entry("logging.level.org.springframework.transaction", "off"),
            // What strangers send must not fill the log.
            Map.entry("logging.level.reactor.netty.http.server", "error"),
            Map.entry("logging.level.reactor.netty.channel", "error"),
            Map.entry("logging.level.reactor.core.publisher.Operators", "off"),
            Map.entry("logging.level.reactor.core.Exceptions", "off"),
            Map.entry("logging.config", "classpath:io/psephos/server/logback.xml"));

    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

    private final ConfigurableApplicationContext context;

    private PsephosServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts a server and returns once it listens and the administrator's token is in its file.
     *
     * @throws IllegalStateException with the reason when it cannot
     */
    public static PsephosServer start(ServerOptions options) {
        return start(options, FoundationConfiguration.class);
    }

    static PsephosServer start(ServerOptions options, Class<?> foundation) {
        PsephosServer server = new PsephosServer(run(options, foundation));
        LOG.info(
                "Psephos serves {}, keeps {}, administrator's token in {}",
                server.publicUrl(),
                server.properties().data(),
                server.adminTokenFile());
        return server;
    }

    private static ConfigurableApplicationContext run(ServerOptions options, Class<?> foundation) {
        try {
            return new SpringApplicationBuilder(ServerApplication.class, foundation)
                    .web(WebApplicationType.REACTIVE)
                    .bannerMode(Banner.Mode.OFF)
                    .logStartupInfo(false)
                    .registerShutdownHook(false)
                    .properties(HOUSE_RULES)
                    .initializers(
                            context -> context.getBeanFactory().registerSingleton(ALGORITHMS, options.algorithms()),
                            new SettingsCheck())
                    .run(arguments(options));
        } catch (RuntimeException e) {
            throw new IllegalStateException("the server did not start: " + reason(e), e);
        }
    }

    /** The message at the root of a failure, but for a port that is in use, which the root does not name. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            if (cause instanceof PortInUseException taken) {
                return "port " + taken.getPort() + " is in use already; choose another";
            }
            root = cause;
        }
        return String.valueOf(root.getMessage());
    }

    public int port() {
        WebServer server = ((WebServerApplicationContext) context).getWebServer();
        return Objects.requireNonNull(server, "a server that was started has a listener")
                .getPort();
    }

    /** The origin under which clients know the server. */
    public URI publicUrl() {
        return URI.create(context.getBean(PublicUrl.class).issuer());
    }

    /** The file with the bearer token of the administrator. */
    public Path adminTokenFile() {
        return properties().adminTokenFile();
    }

    /**
     * Completes with the reason once the server can no longer serve, so that its process should end and be started anew;
     * otherwise never.
     */
    public CompletionStage<String> broken() {
        return context.getBean(Storage.class).condition().broken();
    }

    /** Finishes calls in progress, then stops; returns within ten seconds, even where calls hang and are left behind. */
    @Override
    public void close() {
        LOG.info("the server stops; calls in progress have five seconds");
        Thread closing = Thread.ofPlatform().daemon().name("psephos-close").start(context::close);
        try {
            if (closing.join(LONGEST_STOP)) {
                LOG.info("the server has stopped");
            } else {
                LOG.warn("the server leaves behind what did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    private ServerProperties properties() {
        return context.getBean(ServerProperties.class);
    }

    private static String[] arguments(ServerOptions options) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--spring.config.location="
                + (options.configuration() == null
                        ? "optional:classpath:/io/psephos/server/"
                        : options.configuration().toUri()));
        options.settings().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return arguments.toArray(String[]::new);
    }
}
