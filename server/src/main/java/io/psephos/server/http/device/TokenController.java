package io.psephos.server.http.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Open;
import io.psephos.server.http.wire.PublicUrl;
import io.psephos.server.http.wire.StrangerBodies;
import io.psephos.server.http.wire.TokenEndpoint;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Grants;
import io.psephos.server.security.Grants.Grant;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The OAuth token endpoint (RFC 6749) and its metadata (RFC 8414). */
@RestController
final class TokenController {
    private static final String GRANT = "client_credentials";
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final Grants grants;
    private final CallersByAddress callers;
    private final PublicUrl publicUrl;
    private final StrangerBodies bodies;
    private final BlockingCalls blocking;

    TokenController(
            Grants grants,
            CallersByAddress callers,
            PublicUrl publicUrl,
            StrangerBodies bodies,
            BlockingCalls blocking) {
        this.grants = grants;
        this.callers = callers;
        this.publicUrl = publicUrl;
        this.bodies = bodies;
        this.blocking = blocking;
    }

    @Open
    @PostMapping(path = TokenEndpoint.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Answer>> token(ServerHttpRequest request) {
        return Mono.fromRunnable(() -> callers.take(request))
                .then(bodies.form(request))
                .flatMap(body -> blocking.call(() -> grant(form(body))))
                .map(TokenController::answer)
                .onErrorMap(RefusedException.class, TokenEndpoint::withError);
    }

    @Open
    @GetMapping(path = "/.well-known/oauth-authorization-server", produces = MediaType.APPLICATION_JSON_VALUE)
    Metadata metadata() {
        return new Metadata(
                publicUrl.issuer(),
                publicUrl.tokenEndpoint(),
                List.of("private_key_jwt"),
                List.of("EdDSA", "Ed25519"),
                List.of(GRANT),
                List.of());
    }

    private static FormFields form(byte[] body) {
        return FormFields.parse(body)
                .orElseThrow(() -> RefusedException.of(ProblemCode.BAD_REQUEST, "the body is not a form"));
    }

    private Grant grant(FormFields form) {
        String grant = form.value("grant_type");
        if (grant.isEmpty()) {
            throw RefusedException.of(ProblemCode.BAD_REQUEST, "grant_type is missing");
        }
        if (!grant.equals(GRANT)) {
            throw RefusedException.of(ProblemCode.BAD_REQUEST, "grant_type must be " + GRANT, grant)
                    .with("error", "unsupported_grant_type");
        }
        if (!form.value("client_assertion_type").equals(ASSERTION)) {
            throw Grants.invalid();
        }
        return grants.grant(form.value("client_assertion"), form.value("client_id"), publicUrl.issuer());
    }

    private static ResponseEntity<Answer> answer(Grant grant) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.PRAGMA, "no-cache")
                .body(new Answer(grant.accessToken(), "Bearer", grant.seconds()));
    }

    record Answer(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn) {}

    record Metadata(
            String issuer,
            @JsonProperty("token_endpoint") String tokenEndpoint,

            @JsonProperty("token_endpoint_auth_methods_supported")
            List<String> methods,

            @JsonProperty("token_endpoint_auth_signing_alg_values_supported")
            List<String> algorithms,

            @JsonProperty("grant_types_supported") List<String> grants,
            @JsonProperty("response_types_supported") List<String> responses) {}
}
