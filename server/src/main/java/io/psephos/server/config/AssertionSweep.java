package io.psephos.server.config;

import io.psephos.server.security.IdentityStore;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A periodic deletion of expired assertions. */
final class AssertionSweep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AssertionSweep.class.getName());
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final IdentityStore store;
    private final Clock clock;
    private final Disposable sweeps;

    AssertionSweep(IdentityStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.sweeps = Flux.interval(PAUSE)
                .onBackpressureDrop()
                .publishOn(Schedulers.boundedElastic())
                .subscribe(tick -> sweep());
    }

    @Override
    public void close() {
        sweeps.dispose();
    }

    private void sweep() {
        try {
            store.forgetAssertions(clock.instant());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "expired assertions could not be deleted yet: {0}", e.getMessage());
        }
    }
}
