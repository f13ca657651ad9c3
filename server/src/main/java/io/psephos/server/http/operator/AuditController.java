package io.psephos.server.http.operator;

import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.Records;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.security.AdminToken;
import io.psephos.server.security.IdentityStore;
import io.psephos.server.security.Role;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls that read the audit log. */
@RestController
final class AuditController {
    private final Records records;
    private final AdminToken admin;
    private final IdentityStore identities;
    private final Clock clock;
    private final BlockingCalls blocking;

    AuditController(Records records, AdminToken admin, IdentityStore identities, Clock clock, BlockingCalls blocking) {
        this.records = records;
        this.admin = admin;
        this.identities = identities;
        this.clock = clock;
        this.blocking = blocking;
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<Line>> read(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        Page.Wish wish = Page.Wish.of(cursor, limit);
        return blocking.call(() -> page(wish));
    }

    /** Reads a page, after the token in force was noted, so that its own entry is on it. */
    private Page<Line> page(Page.Wish wish) {
        admin.tell(identities, clock);
        return wish.page(records.audit(wish.after(), wish.probe()), AuditEntry::id, Line::of);
    }

    record Line(
            Instant at,
            String actor,
            String action,
            @Nullable JobId job,
            @Nullable ClientId client,
            @Nullable AssignmentId assignment,
            String detail) {

        static Line of(AuditEntry entry) {
            return new Line(
                    entry.at(),
                    entry.actor(),
                    entry.action(),
                    entry.job(),
                    entry.client(),
                    entry.assignment(),
                    entry.detail());
        }
    }
}
