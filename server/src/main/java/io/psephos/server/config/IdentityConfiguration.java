package io.psephos.server.config;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.journal.Records;
import io.psephos.server.http.device.OfferPolls;
import io.psephos.server.security.AdminToken;
import io.psephos.server.security.BearerTokens;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.Enrolments;
import io.psephos.server.security.Grants;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.Invitations;
import io.psephos.server.security.IssuedAccessTokens;
import io.psephos.server.security.KeyRotations;
import io.psephos.server.security.Memberships;
import io.psephos.server.security.RandomText;
import io.psephos.server.security.RateLimit;
import io.psephos.server.security.ReputationWatch;
import io.psephos.server.security.SecretFile;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** Beans of authentication, enrolment and client registration. */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RandomText randomText(SecureRandom random) {
        return new RandomText(random);
    }

    @Bean
    ClientRegistry clientRegistry(IdentityStore store) {
        return ClientRegistry.of(store);
    }

    @Bean
    IssuedAccessTokens accessTokens(
            ServerProperties properties, RandomText random, ClientRegistry clients, Clock clock) {
        String key = new SecretFile(properties.tokenKeyFile()).readOr(() -> random.secret(""));
        return new IssuedAccessTokens(key, clients, clock, properties.accessToken());
    }

    @Bean
    AdminToken adminToken(ServerProperties properties, RandomText random) {
        return AdminToken.in(properties.adminTokenFile(), random);
    }

    @Bean
    AdminTokenWatch adminTokenWatch(AdminToken token, IdentityStore store, Clock clock) {
        return new AdminTokenWatch(token, store, clock);
    }

    @Bean
    BearerTokens bearerTokens(IssuedAccessTokens accessTokens, AdminToken admin) {
        return new BearerTokens(accessTokens, admin);
    }

    @Bean
    Enrolments enrolments(
            IdentityStore store, ClientRegistry clients, Coordinator coordinator, RandomText random, Clock clock) {
        return new Enrolments(store, clients, coordinator, random, clock);
    }

    @Bean
    Grants grants(
            IdentityStore store,
            ClientRegistry clients,
            IssuedAccessTokens tokens,
            ServerProperties properties,
            Clock clock) {
        RateLimit perClient = new RateLimit(properties.rates().perClient(), System::nanoTime);
        return new Grants(store, clients, tokens, perClient, clock);
    }

    @Bean
    Invitations invitations(IdentityStore store, RandomText random, Clock clock) {
        return new Invitations(store, random, clock);
    }

    @Bean
    KeyRotations keyRotations(IdentityStore store, ClientRegistry clients, Clock clock) {
        return new KeyRotations(store, clients, clock);
    }

    @Bean
    Memberships memberships(
            IdentityStore store, ClientRegistry clients, Coordinator coordinator, Clock clock, OfferPolls polls) {
        return new Memberships(store, clients, coordinator, clock, polls::wake);
    }

    @Bean
    ReputationWatch reputationWatch(
            ServerProperties properties,
            Coordinator coordinator,
            Records records,
            ClientRegistry clients,
            Memberships memberships) {
        ServerProperties.Reputation reputation = properties.reputation();
        return new ReputationWatch(
                new ReputationWatch.Rule(reputation.quarantineBelow(), reputation.leastVerdicts()),
                coordinator,
                records,
                clients,
                memberships,
                Schedulers.boundedElastic()::schedule);
    }

    @Bean
    JobLog jobLog(Coordinator coordinator) {
        return new JobLog(coordinator, System::nanoTime);
    }

    @Bean
    AssertionSweep assertionSweep(IdentityStore store, Clock clock) {
        return new AssertionSweep(store, clock);
    }
}
