package io.psephos.server.http.operator;

import io.psephos.protocol.Text;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.Members;
import io.psephos.server.security.Caller;
import io.psephos.server.security.IdentityStore.EnrolmentToken;
import io.psephos.server.security.Invitations;
import io.psephos.server.security.Invitations.Issued;
import io.psephos.server.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls by which administrators make, list and revoke enrolment tokens. */
@RestController
final class InvitationController {
    private static final String PATH = "/api/v1/enrollment-tokens";

    private final Invitations invitations;
    private final Bodies bodies;
    private final BlockingCalls blocking;

    InvitationController(Invitations invitations, Bodies bodies, BlockingCalls blocking) {
        this.invitations = invitations;
        this.bodies = bodies;
        this.blocking = blocking;
    }

    @Allowed(Role.ADMIN)
    @PostMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Token>> issue(@AuthenticationPrincipal Caller caller, ServerHttpRequest request) {
        return bodies.jsonOrNothing(request, Body.class)
                .flatMap(body -> blocking.call(
                        () -> invitations.issue(body.uses(), body.life(), body.group(), body.name(), caller.actor())))
                .map(InvitationController::created);
    }

    @Allowed(Role.ADMIN)
    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<Token>> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return blocking.call(() -> Page.of(invitations.list(), cursor, limit, token -> Token.of(token, null)));
    }

    @Allowed(Role.ADMIN)
    @DeleteMapping(PATH + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(@AuthenticationPrincipal Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return bodies.none(request).then(blocking.run(() -> invitations.revoke(id, caller.actor())));
    }

    private static ResponseEntity<Token> created(Issued issued) {
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(Token.of(issued.token(), issued.text()));
    }

    /**
     * The JSON of an enrolment token; its text only in the answer that created it, use and revocation only in lists.
     */
    record Token(
            String id,
            @Nullable String token,
            int uses,
            @Nullable Integer used,
            Instant expiresAt,
            String group,
            @Nullable String name,
            @Nullable Boolean revoked) {

        static Token of(EnrolmentToken stored, @Nullable String text) {
            boolean listed = text == null;
            return new Token(
                    stored.id(),
                    text,
                    stored.uses(),
                    listed ? stored.used() : null,
                    stored.expiresAt(),
                    stored.group(),
                    stored.name(),
                    listed ? stored.revoked() : null);
        }
    }

    record Body(
            Integer uses,
            String expiresIn,
            String group,
            @Nullable String name) {
        private static final int MOST_USES = 1_000_000;
        private static final Duration LONGEST = Duration.ofDays(3650);

        Body(@Nullable Integer uses, @Nullable String expiresIn, @Nullable String group, @Nullable String name) {
            this.uses = uses == null ? 1 : uses;
            this.expiresIn = expiresIn == null ? "P1D" : expiresIn;
            this.group = group == null ? "default" : group;
            this.name = name;
            check();
        }

        /** Returns how long the token is valid. */
        Duration life() {
            try {
                return Duration.parse(expiresIn);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "expiresIn must be an ISO-8601 duration, was '" + Text.printable(expiresIn) + "'", e);
            }
        }

        private void check() {
            if (uses < 1 || uses > MOST_USES || (name != null && uses != 1)) {
                throw new IllegalArgumentException("uses must be 1 to 1000000, and 1 with a name, was " + uses);
            }
            Duration life = life();
            if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("expiresIn must be above 0 and at most P3650D, was " + expiresIn);
            }
            Members.checkName("group", group);
            Members.checkName("name", name);
        }
    }
}
