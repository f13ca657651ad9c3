package io.psephos.server.http.device;

import io.psephos.protocol.ClientId;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Members;
import io.psephos.server.http.wire.Open;
import io.psephos.server.http.wire.PublicUrl;
import io.psephos.server.http.wire.StrangerBodies;
import io.psephos.server.security.Enrolments;
import io.psephos.server.security.Enrolments.Admission;
import io.psephos.server.security.Enrolments.Application;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The call by which a device enrols as a client. */
@RestController
final class EnrolmentController {
    private final Enrolments enrolments;
    private final CallersByAddress callers;
    private final PublicUrl publicUrl;
    private final StrangerBodies bodies;
    private final BlockingCalls blocking;

    EnrolmentController(
            Enrolments enrolments,
            CallersByAddress callers,
            PublicUrl publicUrl,
            StrangerBodies bodies,
            BlockingCalls blocking) {
        this.enrolments = enrolments;
        this.callers = callers;
        this.publicUrl = publicUrl;
        this.bodies = bodies;
        this.blocking = blocking;
    }

    @Open
    @PostMapping(path = "/api/v1/enrollments", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Answer>> enrol(ServerHttpRequest request) {
        callers.take(request);
        return bodies.json(request, Body.class)
                .flatMap(body -> blocking.call(() -> enrolments.admit(body.application(), publicUrl.issuer())))
                .map(this::answer);
    }

    private ResponseEntity<Answer> answer(Admission admission) {
        return ResponseEntity.status(admission.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(new Answer(admission.client(), publicUrl.issuer(), publicUrl.tokenEndpoint()));
    }

    record Answer(ClientId clientId, String issuer, String tokenEndpoint) {}

    record Body(
            String token,
            String publicKey,
            String proof,
            @Nullable String name,
            @Nullable CapabilitiesBody capabilities) {
        Body {
            Members.require("token", token);
            Members.require("publicKey", publicKey);
            Members.require("proof", proof);
            Members.checkName("name", name);
        }

        Application application() {
            CapabilitiesBody able = capabilities == null ? CapabilitiesBody.unnamed() : capabilities;
            return new Application(token, publicKey, proof, name, able.stated());
        }
    }
}
