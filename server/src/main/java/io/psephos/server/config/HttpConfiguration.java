package io.psephos.server.config;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.journal.Records;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.http.connection.ConnectionWatch;
import io.psephos.server.http.connection.Losses;
import io.psephos.server.http.device.CallersByAddress;
import io.psephos.server.http.device.ModelFiles;
import io.psephos.server.http.device.OfferPolls;
import io.psephos.server.http.operator.EventStreams;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.ConnectionGuard;
import io.psephos.server.http.wire.EncodingFilter;
import io.psephos.server.http.wire.HeaderFilter;
import io.psephos.server.http.wire.KnownQueries;
import io.psephos.server.http.wire.MemoryBudget;
import io.psephos.server.http.wire.ProblemHandler;
import io.psephos.server.http.wire.ProblemWriter;
import io.psephos.server.http.wire.PublicUrl;
import io.psephos.server.http.wire.ServerLimits;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.RateLimit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Beans that every call passes: listener and limits, JSON, problem answers, calls that block. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    JsonMapper json() {
        return ProtocolJson.strict()
                .rebuild()
                .changeDefaultPropertyInclusion(inclusion ->
                        inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    @Bean
    WebFluxConfigurer codecs(JsonMapper json) {
        return new WebFluxConfigurer() {
            @Override
            public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
                configurer.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(json));
                configurer.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json));
            }
        };
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> listener(
            ServerProperties properties, Environment environment, ProblemWriter problems, ConnectionWatch connections)
            throws UnknownHostException {
        InetAddress address = InetAddress.getByName(properties.address());
        if (!address.isLoopbackAddress() && !properties.allowInsecureHttp() && !isSecure(environment)) {
            throw new IllegalStateException("will not listen at " + properties.address()
                    + " in plain HTTP: configure TLS, or set psephos.allow-insecure-http");
        }
        return factory -> {
            factory.setAddress(address);
            factory.setPort(properties.port());
            // Whatever the environment asks for: the watches of a connection know no other protocol than HTTP/1.1.
            factory.setHttp2(new Http2());
            factory.addServerCustomizers(
                    timeouts(properties.limits()),
                    guards(problems, properties.limits().headers(), connections));
        };
    }

    @Bean
    WebFluxRegistrations mappings() {
        return new WebFluxRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new KnownQueries();
            }
        };
    }

    /** Returns event loops of this server alone: shared ones end with the first server of the process that stops. */
    @Bean
    ReactorResourceFactory eventLoops() {
        ReactorResourceFactory loops = new ReactorResourceFactory();
        loops.setUseGlobalResources(false);
        loops.setShutdownQuietPeriod(Duration.ZERO);
        return loops;
    }

    @Bean
    PublicUrl publicUrl(ServerProperties properties) {
        return new PublicUrl(properties.publicUrl());
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> settledUrl(PublicUrl publicUrl, Environment environment) {
        return started -> publicUrl.listeningAt(
                isSecure(environment) ? "https" : "http", started.getWebServer().getPort());
    }

    @Bean
    ServerLimits serverLimits(ServerProperties properties) {
        ServerProperties.Limits limits = properties.limits();
        return new ServerLimits(
                limits.longestPoll(),
                limits.stall(),
                limits.heartbeat(),
                limits.streams(),
                limits.streamsPerAddress(),
                MemoryConfiguration.cache(limits),
                limits.modelUpload().toBytes());
    }

    @Bean
    BlockingCalls blockingCalls(ServerProperties properties) {
        return new BlockingCalls(
                properties.limits().storageThreads(), properties.limits().storageQueue());
    }

    @Bean
    Bodies bodies(JsonMapper json, ServerProperties properties, MemoryBudget budget) {
        return new Bodies(json, Math.toIntExact(properties.limits().jsonBody().toBytes()), budget);
    }

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    ProblemHandler problemHandler(ProblemWriter problems, Losses losses) {
        return new ProblemHandler(problems, losses, System::nanoTime);
    }

    @Bean
    HeaderFilter headerFilter() {
        return new HeaderFilter();
    }

    @Bean
    EncodingFilter encodingFilter() {
        return new EncodingFilter();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    CallersByAddress callersByAddress(ServerProperties properties) {
        return new CallersByAddress(new RateLimit(properties.rates().perAddress(), System::nanoTime));
    }

    @Bean
    OfferPolls offerPolls(Coordinator coordinator, ClientRegistry clients) {
        return new OfferPolls(coordinator, clients);
    }

    @Bean
    ModelFiles modelFiles(Coordinator coordinator, ServerLimits limits) {
        return new ModelFiles(coordinator, limits.modelCacheBytes());
    }

    @Bean
    EventStreams eventStreams(
            Coordinator coordinator, Records records, BlockingCalls blocking, JsonMapper json, ServerLimits limits) {
        return new EventStreams(coordinator, records, blocking, json, limits);
    }

    @Bean
    OpenStreams openStreams(OfferPolls polls, EventStreams streams) {
        return new OpenStreams(polls, streams);
    }

    private static NettyServerCustomizer timeouts(ServerProperties.Limits limits) {
        return server -> server.readTimeout(limits.stall()).idleTimeout(limits.idle());
    }

    private static NettyServerCustomizer guards(ProblemWriter problems, Duration headers, ConnectionWatch connections) {
        return server -> server.doOnChannelInit((observer, channel, remote) -> {
            ConnectionGuard.watch(channel, problems, headers);
            connections.watch(channel);
        });
    }

    private static boolean isSecure(Environment environment) {
        return environment.getProperty("server.ssl.enabled", Boolean.class, true)
                && (environment.containsProperty("server.ssl.bundle")
                        || environment.containsProperty("server.ssl.key-store")
                        || environment.containsProperty("server.ssl.certificate"));
    }
}
