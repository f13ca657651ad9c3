package io.psephos.server.http.operator;

import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.protocol.ClientId;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.security.Caller;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore.ListedClient;
import io.psephos.server.security.Memberships;
import io.psephos.server.security.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls by which operators list clients, and quarantine or restore them. */
@RestController
final class PopulationController {
    private static final String PATH = "/api/v1/clients";

    private final Memberships memberships;
    private final ClientRegistry clients;
    private final Bodies bodies;
    private final Records records;
    private final BlockingCalls blocking;

    PopulationController(
            Memberships memberships, ClientRegistry clients, Bodies bodies, Records records, BlockingCalls blocking) {
        this.records = records;
        this.memberships = memberships;
        this.clients = clients;
        this.bodies = bodies;
        this.blocking = blocking;
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<Listed>> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        Page.Wish wish = Page.Wish.of(cursor, limit);
        return blocking.call(() -> {
            List<ListedClient> probed = memberships.list(wish.after(), wish.probe());
            Map<ClientId, Reputation> reputations =
                    records.reputations(probed.stream().map(ListedClient::id).toList());
            return wish.page(probed, ListedClient::position, client -> listed(client, reputations));
        });
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(PATH + "/{client}/quarantine")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> quarantine(
            @AuthenticationPrincipal Caller caller, @PathVariable ClientId client, ServerHttpRequest request) {
        return bodies.none(request).then(blocking.run(() -> memberships.quarantine(client, caller.actor())));
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(PATH + "/{client}/restore")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> restore(
            @AuthenticationPrincipal Caller caller, @PathVariable ClientId client, ServerHttpRequest request) {
        return bodies.none(request).then(blocking.run(() -> memberships.restore(client, caller.actor())));
    }

    private Listed listed(ListedClient client, Map<ClientId, Reputation> reputations) {
        return new Listed(
                client.id(),
                client.name(),
                client.group(),
                client.state(),
                client.enrolledAt(),
                clients.lastSeen(client.id(), client.lastSeenAt()),
                Score.of(reputations.getOrDefault(client.id(), Reputation.NONE)));
    }

    record Listed(
            ClientId client,
            @Nullable String name,
            String group,
            ClientState state,
            Instant enrolledAt,
            Instant lastSeenAt,
            Score reputation) {}

    /**
     * The JSON of a client's reputation since it was enrolled or restored.
     *
     * @param score from 0 to 1
     */
    record Score(double score, long accepted, long refused, long malformed, double disagreed) {
        static Score of(Reputation reputation) {
            return new Score(
                    reputation.score(),
                    reputation.accepted(),
                    reputation.refused(),
                    reputation.malformed(),
                    reputation.disagreed());
        }
    }
}
