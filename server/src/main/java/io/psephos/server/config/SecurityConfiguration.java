package io.psephos.server.config;

import io.psephos.server.http.connection.Connections;
import io.psephos.server.http.wire.BearerContexts;
import io.psephos.server.http.wire.ProblemWriter;
import io.psephos.server.http.wire.RouteRules;
import io.psephos.server.http.wire.SecurityAnswers;
import io.psephos.server.security.BearerTokens;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Security filters for every call: bearer tokens are read, calls that are not allowed are refused. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityAnswers securityAnswers(ProblemWriter problems) {
        return new SecurityAnswers(problems);
    }

    @Bean
    SecurityWebFilterChain filters(
            ServerHttpSecurity http,
            BearerTokens tokens,
            Connections connections,
            SecurityAnswers answers,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(new BearerContexts(tokens, connections))
                .exceptionHandling(
                        failed -> failed.authenticationEntryPoint(answers).accessDeniedHandler(answers))
                .authorizeExchange(any -> any.anyExchange().access(new RouteRules(handlers)))
                .build();
    }
}
