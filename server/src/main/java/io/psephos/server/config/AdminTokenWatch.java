package io.psephos.server.config;

import io.psephos.server.security.AdminToken;
import io.psephos.server.security.IdentityStore;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A periodic check that the audit has the administrator's token that is in force, whoever wrote it. */
final class AdminTokenWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AdminTokenWatch.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AdminToken token;
    private final IdentityStore store;
    private final Clock clock;
    private final Disposable looks;

    AdminTokenWatch(AdminToken token, IdentityStore store, Clock clock) {
        this.token = token;
        this.store = store;
        this.clock = clock;
        look();
        this.looks = Flux.interval(PAUSE)
                .onBackpressureDrop()
                .publishOn(Schedulers.boundedElastic())
                .subscribe(tick -> look());
    }

    @Override
    public void close() {
        looks.dispose();
    }

    private void look() {
        try {
            token.tell(store, clock);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "the administrator''s token could not be noted in the audit yet: {0}",
                    e.getMessage());
        }
    }
}
