package io.psephos.server.http.device;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.Members;
import io.psephos.server.http.wire.PublicUrl;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import io.psephos.server.security.KeyRotations;
import io.psephos.server.security.KeyRotations.Wish;
import io.psephos.server.security.Memberships;
import io.psephos.server.security.Role;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls by which a client changes its key and capabilities, or leaves. */
@RestController
final class ClientController {
    private static final String PATH = "/api/v1/clients/{client}";

    private final Memberships memberships;
    private final KeyRotations rotations;
    private final PublicUrl publicUrl;
    private final Bodies bodies;
    private final BlockingCalls blocking;

    ClientController(
            Memberships memberships,
            KeyRotations rotations,
            PublicUrl publicUrl,
            Bodies bodies,
            BlockingCalls blocking) {
        this.memberships = memberships;
        this.rotations = rotations;
        this.publicUrl = publicUrl;
        this.bodies = bodies;
        this.blocking = blocking;
    }

    @Allowed(Role.CLIENT)
    @PostMapping(PATH + "/keys")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> rotate(
            @AuthenticationPrincipal Caller caller, @PathVariable ClientId client, ServerHttpRequest request) {
        requireSelf(caller, client);
        return bodies.json(request, Keys.class)
                .flatMap(keys -> blocking.run(() -> rotations.rotate(client, keys.wish(), publicUrl.issuer())));
    }

    @Allowed(Role.CLIENT)
    @PutMapping(PATH + "/capabilities")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> equip(@AuthenticationPrincipal Caller caller, @PathVariable ClientId client, ServerHttpRequest request) {
        requireSelf(caller, client);
        return bodies.json(request, CapabilitiesBody.class)
                .flatMap(able -> blocking.run(() -> memberships.equip(client, able.stated())));
    }

    @Allowed({Role.CLIENT, Role.ADMIN})
    @DeleteMapping(PATH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> leave(@AuthenticationPrincipal Caller caller, @PathVariable ClientId client, ServerHttpRequest request) {
        if (caller.role() == Role.CLIENT) {
            requireSelf(caller, client);
        }
        return bodies.none(request).then(blocking.run(() -> memberships.leave(client, caller.actor())));
    }

    private static void requireSelf(Caller caller, ClientId client) {
        if (!(caller instanceof Caller.Device device)
                || !device.participant().id().equals(client)) {
            throw RefusedException.of(ProblemCode.FORBIDDEN, "a client changes only itself");
        }
    }

    record Keys(String publicKey, String proof, String newKeyProof) {
        Keys {
            Members.require("publicKey", publicKey);
            Members.require("proof", proof);
            Members.require("newKeyProof", newKeyProof);
        }

        Wish wish() {
            return new Wish(publicKey, proof, newKeyProof);
        }
    }
}
